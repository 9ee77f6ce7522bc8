import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BundledFiles } from './parse-metafile.ts';

/** What a package.json says of its package. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: unknown;
}

/** A package of which at least one file is in the bundle. */
export interface BundledPackage {
  /** `name@version`: twice the same at two places is one. */
  readonly ref: string;
  /** Where it lies, relative to the workspace. */
  readonly folder: string;
  readonly manifest: Manifest;
  /** Refs of the packages in the bundle that its files import. */
  readonly imports: readonly string[];
}

type Owner = Pick<BundledPackage, 'ref' | 'folder' | 'manifest'>;

/**
 * Finds the packages that a bundle is made of: each file belongs to the nearest package.json above it
 * that has a name and a version; others only say which modules a folder holds.
 *
 * @param root Workspace folder.
 */
export function findPackages(
  root: string,
  files: Pick<BundledFiles, 'paths' | 'importsOf'>,
): readonly BundledPackage[] {
  const findOwner = createFinder(root);
  const owners = new Map(
    files.paths
      .toSorted()
      .map((path) => [findOwner(path).ref, findOwner(path)] as const)
      .toReversed(),
  );
  const imports = new Map([...owners.keys()].map((ref) => [ref, new Set<string>()] as const));
  for (const [path, targets] of files.importsOf) {
    const importer = imports.get(findOwner(path).ref);
    for (const target of targets) importer?.add(findOwner(target).ref);
  }
  return [...owners.values()].map((owner) => ({
    ...owner,
    imports: [...(imports.get(owner.ref) ?? [])].filter(
      (ref) => ref !== owner.ref && owners.has(ref),
    ),
  }));
}

function createFinder(root: string): (path: string) => Owner {
  const known = new Map<string, Owner>();
  const find = (folder: string): Owner => {
    const owner = known.get(folder) ?? readOwner(root, folder) ?? find(dirname(folder));
    known.set(folder, owner);
    return owner;
  };
  return (path) => find(dirname(path));
}

/** The workspace's own package.json has both, so the way up ends there at the latest. */
function readOwner(root: string, folder: string): Owner | undefined {
  const path = join(root, folder, 'package.json');
  if (!existsSync(path)) return undefined;
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as Partial<Manifest>;
  const { name, version } = manifest;
  if (name === undefined || version === undefined) return undefined;
  return { ref: `${name}@${version}`, folder, manifest: { ...manifest, name, version } };
}
