import type { FindOwner, Owner } from './find-owner.ts';
import type { BundledFiles } from './parse-metafile.ts';

/** A package with at least one file in the bundle. */
export interface BundledPackage extends Owner {
  /** Refs of the bundled packages that its files import. */
  readonly imports: readonly string[];
}

/** Finds the packages of a bundle, from its files in any order. */
export function findPackages(
  { paths, importsOf }: Pick<BundledFiles, 'paths' | 'importsOf'>,
  findOwner: FindOwner,
): readonly BundledPackage[] {
  const owners = new Map(paths.map(findOwner).map((owner) => [owner.ref, owner] as const));
  const imports = new Map([...owners.keys()].map((ref) => [ref, new Set<string>()] as const));
  for (const [path, targets] of importsOf)
    for (const target of targets) imports.get(findOwner(path).ref)?.add(findOwner(target).ref);
  return [...owners.values()].map((owner) => ({
    ...owner,
    imports: [...(imports.get(owner.ref) ?? [])].filter(
      (ref) => ref !== owner.ref && owners.has(ref),
    ),
  }));
}
