import { parse } from 'yaml';
import { readIntegrity, type LockedPackages } from './locked-packages.ts';

interface Entry {
  readonly resolution?: { readonly integrity?: string };
}

/**
 * Parses a lock file of pnpm, lockfileVersion 6 or 9: its keys are `name@version`, formerly with a slash
 * before and peers in brackets behind.
 */
export function parsePnpmLock(text: string): LockedPackages {
  const { packages } = parse(text) as { packages?: Readonly<Record<string, Entry>> };
  return new Map(
    Object.entries(packages ?? {}).map(([key, { resolution }]) => [
      key.replace(/^\//, '').replace(/\(.*$/, ''),
      readIntegrity(resolution?.integrity),
    ]),
  );
}
