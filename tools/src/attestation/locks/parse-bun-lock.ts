import { isRecord } from '../../host/configuration/shape.ts';
import { parseJsonc } from '../../host/parse-jsonc.ts';
import {
  collectPackages,
  readIntegrity,
  splitRef,
  type LockedPackage,
  type LockedPackages,
} from './locked-packages.ts';

/**
 * Parses a lock file of Bun, its text format: each package has `name@version`, or the place that it comes from
 * instead of the version, then its dependencies and others, and its integrity as the last.
 */
export function parseBunLock(text: string): LockedPackages {
  const lock = parseJsonc(text);
  const packages = isRecord(lock) ? lock['packages'] : undefined;
  if (!isRecord(packages)) throw new SyntaxError('its packages are no record');
  return collectPackages(Object.entries(packages).map(([name, entry]) => readEntry(name, entry)));
}

function readEntry(key: string, entry: unknown): readonly [string, LockedPackage] {
  const [ref, ...rest] = Array.isArray(entry) ? (entry as readonly unknown[]) : [];
  if (typeof ref !== 'string') throw new SyntaxError(`its "${key}" is no list`);
  const [name, version] = splitRef(ref);
  const needsDigest = /^\d/.test(version);
  return [needsDigest ? ref : name, { digest: readIntegrity(rest.at(-1)), needsDigest }];
}
