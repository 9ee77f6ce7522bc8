import { parseJsonc } from '../../host/parse-jsonc.ts';
import { readIntegrity, type LockedPackages } from './locked-packages.ts';

/** `name@version`, what it was resolved to, its dependencies, and its integrity. */
type Entry = readonly [ref: string, ...rest: unknown[]];

/** Parses a lock file of Bun, its text format. */
export function parseBunLock(text: string): LockedPackages {
  const { packages } = parseJsonc(text) as { packages: Readonly<Record<string, Entry>> };
  return new Map(
    Object.values(packages).map(([ref, ...rest]) => [ref, readIntegrity(rest.at(-1))]),
  );
}
