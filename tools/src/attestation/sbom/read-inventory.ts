import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { Fault } from '../../host/faults/fault.ts';
import { TOOLS_FOLDER } from '../../host/tools-folder.ts';
import { readLibraryLock, sha256 } from '../../node/libraries/read-locked-libraries.ts';
import type { Processor } from '../../formats/processor.ts';
import { readNodeOrigin } from '../../node/archive/node-origin.ts';
import { stubFile } from '../../node/self-contained/stub/build-stub.ts';
import { readKnownDigests, readLockFile, type FindDigest } from '../locks/read-lock-file.ts';
import { createOwnerFinder } from './find-owner.ts';
import { findPackages, type BundledPackage } from './find-packages.ts';
import { parseMetafile } from './parse-metafile.ts';
import type { SbomPart } from './sbom-part.ts';
import { planLibraryParts } from './plan-library-parts.ts';
import { planNodePart, type LockedNode } from './plan-node-part.ts';
import { planWorkspacePart, planPackagePart } from './plan-package-parts.ts';
import type { Inventory } from './render-sbom.ts';

/** The packages of a bundle. */
export interface BundleContents {
  /** The package of the app itself. */
  readonly app: BundledPackage;
  /** The package of the tools, which starts every app. */
  readonly tools: BundledPackage;
  /** Other packages of this workspace. */
  readonly own: readonly BundledPackage[];
  readonly fromNpm: readonly BundledPackage[];
  /** The ready folder that the program is; undefined for a bundle. */
  readonly tree: string | undefined;
}

const METAFILE_REMEDY =
  'build the bundle first, by a target "bundle" that has the option "metafile": true';

/**
 * Reads the packages of a bundle.
 *
 * @param root Workspace folder.
 * @param metafilePath Path of esbuild's metafile, relative to the workspace.
 * @throws {Fault} `FILE_MISSING`, `METAFILE_FORMAT`.
 */
export function readBundle(root: string, metafilePath: string): BundleContents {
  const { entryPath, paths, importsOf, tree } = readMetafile(root, metafilePath);
  const findOwner = createOwnerFinder(root);
  // The bootstrap of the tools is in the program next to the bundle.
  const ownFile = join(relative(root, TOOLS_FOLDER), 'package.json');
  const packages = findPackages({ paths: [...paths, entryPath, ownFile], importsOf }, findOwner);
  const [app, tools] = [findOwner(entryPath).ref, findOwner(ownFile).ref];
  const others = packages.filter(({ ref }) => ref !== app && ref !== tools);
  const own = others.filter(isOwn);
  return {
    app: find(packages, app),
    tools: find(packages, tools),
    own,
    fromNpm: others.filter((found) => !own.includes(found)),
    tree,
  };
}

function find(packages: readonly BundledPackage[], wanted: string): BundledPackage {
  const found = packages.find(({ ref }) => ref === wanted);
  assert(found, `"${wanted}" must be one of the packages`);
  return found;
}

function readMetafile(root: string, metafilePath: string): ReturnType<typeof parseMetafile> {
  const path = join(root, metafilePath);
  if (!existsSync(path)) throw new Fault('FILE_MISSING', { path, remedy: METAFILE_REMEDY });
  return parseMetafile(readFileSync(path, 'utf8'), path);
}

function isOwn({ folder }: BundledPackage): boolean {
  return !folder.split('/').includes('node_modules');
}

/**
 * Reads the parts of an app on a processor; they are the same for its image and its host binary.
 *
 * @param versions `process.versions` of the pinned Node.
 * @throws {Fault} `NODE_MISMATCH`; those of `readLockFile`, `readNodeOrigin` and of the lock of the
 *   libraries.
 */
export function readInventory(
  root: string,
  contents: BundleContents,
  { processor, versions }: { processor: Processor; versions: LockedNode['versions'] },
): Omit<Inventory, 'source'> {
  const findDigest = readDigests(root, contents);
  const libraries = planLibraryParts(
    readLibraryLock(join(TOOLS_FOLDER, 'libraries')),
    processor.architecture,
  );
  const node = planNodePart(
    readNode(root, { processor, versions }),
    processor.arch,
    libraries.map(({ ref }) => ref),
  );
  const app = planWorkspacePart(contents.app, 'application');
  const tools = planTools(contents.tools, processor);
  return {
    app: { ...app, dependsOn: [...new Set([...contents.app.imports, tools.ref, node.ref])] },
    parts: [
      ...contents.fromNpm.map((found) => planPackagePart(found, findDigest(found))),
      ...contents.own.map((found) => planWorkspacePart(found, 'library')),
      tools,
      node,
      ...libraries,
    ],
  };
}

/** A ready folder may have packages that the lock file of the project does not know. */
function readDigests(root: string, { fromNpm, tree }: BundleContents): FindDigest {
  const isOfTree = ({ folder }: BundledPackage): boolean =>
    tree !== undefined && folder.startsWith(`${tree}/`);
  const known = tree === undefined ? undefined : readKnownDigests(root);
  // A program without packages needs no lock file.
  const locked = fromNpm.every(isOfTree) ? undefined : readLockFile(root);
  return (found) => (isOfTree(found) ? known?.(found) : locked?.(found));
}

function readNode(
  root: string,
  { processor, versions }: { processor: Processor; versions: LockedNode['versions'] },
): LockedNode {
  const origin = readNodeOrigin(root, processor.arch);
  const { version: expected } = origin;
  if (versions['node'] !== expected)
    throw new Fault('NODE_MISMATCH', { found: String(versions['node']), expected });
  return { origin, versions };
}

/** Plans the part for the tools, of which a program contains the bootstrap and the stub. */
function planTools(tools: BundledPackage, { machine }: Processor): SbomPart {
  const part = planWorkspacePart(tools, 'library');
  const name = stubFile(machine);
  const bytes = readFileSync(join(TOOLS_FOLDER, 'src/node/self-contained/stub', name));
  const ref = `stub/${name}`;
  const hashes = { 'SHA-256': sha256(bytes) };
  return { ...part, parts: [{ ref, type: 'file', name, licence: part.licence, hashes }] };
}
