import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { packageOf } from '../../app/bundle/package-of.ts';
import { parseFields } from '../../host/configuration/option-files.ts';
import { Fault } from '../../host/faults/fault.ts';

/** The fields of a package.json. */
export interface PackageManifest {
  readonly name: string;
  readonly version: string;
  /** Usually an SPDX expression; old packages have objects. */
  readonly license?: unknown;
  /** Objects of old packages. */
  readonly licenses?: unknown;
  /** A person, as text or as an object; `contributors` is a list of them. */
  readonly author?: unknown;
  readonly contributors?: unknown;
  /** The address of its source, as text or as an object. */
  readonly repository?: unknown;
}

/** The package that a file belongs to. */
export interface Owner {
  /** `name@version`: the same package in two folders counts as one. */
  readonly ref: string;
  /** Its path, relative to the workspace. */
  readonly folder: string;
  readonly manifest: PackageManifest;
}

/** Finds the owner of a file, whose path is relative to the workspace. */
export type FindOwner = (path: string) => Owner;

/**
 * Creates a function that finds the package of a file. In `node_modules` that is the folder that npm has
 * unpacked: a package.json below it may have a name and a version, too, but only states the module type.
 * Elsewhere it is the nearest package.json above the file that has both. It reads each folder once.
 *
 * @param root Workspace folder, where the search ends.
 * @throws {Fault} by the function, `MANIFEST_FIELD` if the package.json of the workspace lacks one of them,
 *   `OPTIONS_SYNTAX`.
 */
export function createOwnerFinder(root: string): FindOwner {
  const known = new Map<string, Owner>();
  const find = (folder: string): Owner => {
    const owner = known.get(folder) ?? readOwner(root, folder) ?? find(ascend(folder));
    known.set(folder, owner);
    return owner;
  };
  return (path) => find(dirname(path));
}

/** The folder to search after another one. */
function ascend(folder: string): string {
  if (folder !== '.') return dirname(folder);
  const [found, expected, example] = ['absent', 'one line of text', '0.1.0'];
  throw new Fault('MANIFEST_FIELD', {
    path: 'package.json',
    field: 'version',
    found,
    expected,
    example,
  });
}

function readOwner(root: string, folder: string): Owner | undefined {
  const path = join(root, folder, 'package.json');
  if (isInsidePackage(folder) || !existsSync(path)) return undefined;
  const text = readFileSync(path, 'utf8');
  const manifest = parseFields(text, join(folder, 'package.json')) as Partial<PackageManifest>;
  const { name, version } = { ...identifyInstalled(folder), ...manifest };
  if (name === undefined || version === undefined) return undefined;
  return { ref: `${name}@${version}`, folder, manifest: { ...manifest, name, version } };
}

/** An installed package need not have both, such as one of a repository; Yarn locks that version for it, too. */
function identifyInstalled(folder: string): Partial<Pick<PackageManifest, 'name' | 'version'>> {
  const name = packageOf(folder);
  return name === undefined ? {} : { name, version: '0.0.0' };
}

/** Tells whether npm has unpacked a package to a folder above. */
function isInsidePackage(folder: string): boolean {
  const name = packageOf(folder);
  return name !== undefined && !folder.endsWith(`node_modules/${name}`);
}
