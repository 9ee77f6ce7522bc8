import { readIntegrity, type LockedPackages } from './locked-packages.ts';

interface Entry {
  /** Missing unless it is another name than that of the folder. */
  readonly name?: string;
  readonly version?: string;
  readonly integrity?: string;
}

/** Parses a lock file of npm, lockfileVersion 2 or 3. */
export function parseNpmLock(text: string): LockedPackages {
  const { packages } = JSON.parse(text) as { packages: Readonly<Record<string, Entry>> };
  return new Map(
    Object.entries(packages).map(([folder, { name, version = '', integrity }]) => {
      const own = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
      return [`${name ?? own}@${version}`, readIntegrity(integrity)];
    }),
  );
}
