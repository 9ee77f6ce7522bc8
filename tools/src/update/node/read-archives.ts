import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Arch } from '../../formats/processor.ts';
import { Fault } from '../../host/faults/fault.ts';
import type { ArchiveLock } from '../../node/archive/find-archived-node.ts';
import type { LockedArchive } from '../../node/archive/node-lock.ts';
import { checkArchive, unpackRelease } from '../../node/archive/unpack-release.ts';
import { compareNodeReleases } from '../../node/pin/node-release.ts';
import { readReleased } from '../../node/pin/read-released.ts';

/** Options of the command line, each as often as the other, in the same order. */
export interface GivenArchives {
  /** Absolute paths. */
  readonly archive: readonly string[];
  /** Digests, hexadecimal. */
  readonly sha256: readonly string[];
  /** The release that they must be, which may be older than the pinned one. */
  readonly release: string | undefined;
}

/** A release from archives, unpacked outside the workspace. */
export interface ArchivedRelease {
  readonly lock: ArchiveLock;
  /** Path of each archive, by its name in the lock. */
  readonly archivePaths: ReadonlyMap<string, string>;
  /** Path of the official binary for each processor. */
  readonly nodePaths: ReadonlyMap<Arch, string>;
}

/**
 * Checks and unpacks the archives of one release for all processors.
 *
 * @param folder An empty folder.
 * @param env The complete environment of tar.
 * @throws {Fault} `FILE_MISSING`, those of `checkArchive` and `unpackRelease`, and `NODE_ARCHIVE_PAIRS`,
 *   `NODE_ARCHIVE_PROCESSORS`, `NODE_ARCHIVE_RELEASES`, `NODE_UNDATED`.
 */
export function readArchives(
  given: GivenArchives,
  folder: string,
  env: NodeJS.ProcessEnv,
): ArchivedRelease {
  const { archive, sha256, release } = given;
  if (archive.length !== sha256.length)
    throw new Fault('NODE_ARCHIVE_PAIRS', { archives: archive.length, digests: sha256.length });
  const read = archive.map((path, index) =>
    readArchive(path, sha256[index] ?? '', { folder: join(folder, String(index)), env }),
  );
  const archivePaths = new Map(read.map(({ path, locked }) => [locked.name, path]));
  const version = checkReleases(read, release);
  const [x64, arm64] = [findOf(read, 'x64'), findOf(read, 'arm64')];
  const archives = { x64: x64.locked, arm64: arm64.locked };
  const nodePaths = new Map([x64, arm64].map(({ arch, nodePath }) => [arch, nodePath]));
  const released = readReleased(x64.nodePath, version);
  return { lock: { version, released, archives }, archivePaths, nodePaths };
}

/**
 * Checks that a release is not older than the pinned one, unless it was requested.
 *
 * @throws {Fault} `NODE_ARCHIVE_OLDER`
 */
export function checkNotOlder(
  version: string,
  current: string,
  requested: string | undefined,
): void {
  if (requested === undefined && compareNodeReleases(version, current) < 0)
    throw new Fault('NODE_ARCHIVE_OLDER', { current, version });
}

interface ReadArchive {
  readonly path: string;
  readonly locked: LockedArchive;
  readonly version: string;
  readonly arch: Arch;
  readonly nodePath: string;
}

function readArchive(
  path: string,
  digest: string,
  { folder, env }: { readonly folder: string; readonly env: NodeJS.ProcessEnv },
): ReadArchive {
  if (!existsSync(path))
    throw new Fault('FILE_MISSING', { path, remedy: 'pass the path of the archive to --archive' });
  const expected = digest.toLowerCase();
  checkArchive(path, expected);
  mkdirSync(folder, { recursive: true });
  const { folder: unpacked, version, arch } = unpackRelease(path, folder, env);
  const locked = { name: `${basename(unpacked)}.tar.${findCompression(path)}`, sha256: expected };
  return { path, locked, version, arch, nodePath: join(unpacked, 'bin/node') };
}

/** Returns the name that nodejs.org gives to the compression, whatever the name of the file. */
function findCompression(path: string): 'gz' | 'xz' {
  const magic = readFileSync(path).subarray(0, 2).toString('hex'); // RFC 1952, section 2.3.1
  return magic === '1f8b' ? 'gz' : 'xz';
}

/** Returns the only release of the archives. */
function checkReleases(read: readonly ReadArchive[], requested: string | undefined): string {
  const found = [...new Set(read.map(({ version }) => version))];
  const expected = requested ?? 'one release';
  const [version, ...others] = found;
  if (version === undefined || others.length > 0 || version !== (requested ?? version))
    throw new Fault('NODE_ARCHIVE_RELEASES', { found, expected });
  return version;
}

function findOf(read: readonly ReadArchive[], wanted: Arch): ReadArchive {
  const [archive, ...others] = read.filter(({ arch }) => arch === wanted);
  if (archive === undefined || others.length > 0)
    throw new Fault('NODE_ARCHIVE_PROCESSORS', { found: read.map(({ arch }) => arch) });
  return archive;
}
