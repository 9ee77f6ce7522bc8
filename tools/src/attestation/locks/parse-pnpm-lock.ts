import { parseAllDocuments } from 'yaml';
import { isRecord } from '../../host/configuration/shape.ts';
import {
  collectPackages,
  readIntegrity,
  readRecords,
  splitRef,
  type LockedPackage,
  type LockedPackages,
} from './locked-packages.ts';

interface Entry {
  readonly resolution?: Readonly<Record<string, unknown>>;
  /** Both only if the key does not have them, as for a package of a repository. */
  readonly name?: string;
  readonly version?: string;
}

/**
 * Parses a lock file of pnpm, lockfileVersion 6 or 9: its keys are `name@version`, formerly with a slash
 * before and peers in brackets behind. Since pnpm 11 there may be two documents, the first with pnpm itself.
 *
 * @see https://pnpm.io/lockfile
 */
export function parsePnpmLock(text: string): LockedPackages {
  return collectPackages(readDocuments(text).flatMap(listPackages));
}

function readDocuments(text: string): readonly unknown[] {
  const documents = [...parseAllDocuments(text)];
  const [error] = documents.flatMap(({ errors }) => errors);
  if (error !== undefined) throw error;
  return documents.length === 0 ? [undefined] : documents.map((each) => each.toJS() as unknown);
}

function listPackages(document: unknown): readonly (readonly [string, LockedPackage])[] {
  const { lockfileVersion, packages = {} } = isRecord(document) ? document : {};
  if (!(Number(lockfileVersion) >= 6))
    throw new SyntaxError(`its lockfileVersion is ${String(lockfileVersion)}`);
  return readRecords<Entry>(packages).map(([key, entry]) => {
    const { integrity, ...others } = entry.resolution ?? {};
    const needsDigest = Object.keys(others).length === 0;
    return [nameEntry(key, entry), { digest: readIntegrity(integrity), needsDigest }];
  });
}

function nameEntry(key: string, entry: Entry): string {
  const [ownName, ownVersion] = splitRef(key.replace(/^\//, '').replace(/\(.*$/, ''));
  const { name = ownName, version = ownVersion } = entry;
  return /^\d/.test(version) ? `${name}@${version}` : name;
}
