import { isRecord } from '../../host/configuration/shape.ts';
import {
  collectPackages,
  readIntegrity,
  readRecords,
  type LockedPackages,
} from './locked-packages.ts';

interface Entry {
  /** Missing unless it is another name than that of the folder. */
  readonly name?: string;
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  /** It is in the archive of the package whose folder it is in. */
  readonly inBundle?: boolean;
  /** It is a package of the project, and its folder only a link. */
  readonly link?: boolean;
}

/**
 * Parses a lock file of npm, lockfileVersion 2 or 3.
 *
 * @see https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json
 */
export function parseNpmLock(text: string): LockedPackages {
  const lock: unknown = JSON.parse(text);
  const { packages, lockfileVersion } = isRecord(lock) ? lock : {};
  if (packages === undefined)
    throw new SyntaxError(`its lockfileVersion is ${String(lockfileVersion)}`);
  const installed = readRecords<Entry>(packages).filter(([, { link }]) => link !== true);
  return collectPackages(
    installed.map(([folder, { name, version, integrity, resolved = '', inBundle }]) => {
      const own = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const key = version === undefined ? (name ?? own) : `${name ?? own}@${version}`;
      const needsDigest = inBundle !== true && !/^(?:git[+:]|file:)/.test(resolved);
      return [key, { digest: readIntegrity(integrity), needsDigest }];
    }),
  );
}
