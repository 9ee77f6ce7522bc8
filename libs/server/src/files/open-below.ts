import {
  closeSync,
  constants,
  fstatSync,
  open as openWithCallback,
  readlinkSync,
  type BigIntStats,
} from 'node:fs';
import { access } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';
import { errnoOf } from '../world/faults/fault.ts';

const open = promisify(openWithCallback);

/** Names an inode without opening it: open(2). Node has no constant for it; x86-64 and arm64 agree. */
const O_PATH = 0o10000000;
const { O_RDONLY, O_NONBLOCK, O_NOCTTY, R_OK, X_OK } = constants;

/** Causes for which the answer is "not there": path_resolution(7), and files this user may not read. */
const ABSENT = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'EACCES'];

/** Something below the root that may be served, held by a descriptor until it is disposed of. */
export interface Opened extends Disposable {
  readonly kind: 'directory' | 'file';
  /** Reads the file; of a directory it can only be made the path `/proc/self/fd/N`. */
  readonly fd: number;
  readonly stats: BigIntStats;
}

/**
 * Opens a file or directory below the root. Symbolic links are followed as long as they stay inside
 * (a mounted Kubernetes ConfigMap is made of them, through hidden folders).
 *
 * What is checked is what is served, whoever renames things meanwhile: the path is walked once, to a
 * descriptor that cannot read; the kernel tells where it has led and what is there; and the file is
 * opened through that descriptor. Thus nothing but a file is ever opened, since opening a FIFO
 * blocks and opening a device can act.
 *
 * @param root Real path of the root.
 * @param names Names that `isServedName` accepts.
 * @returns undefined where there is nothing that may be served.
 */
export async function openBelow(
  root: string,
  names: readonly string[],
): Promise<Opened | undefined> {
  const found = await orAbsent(open(join(root, ...names), O_PATH));
  if (found === undefined) return undefined;
  let isKept = false;
  try {
    // Synchronous, since of an open descriptor the kernel has both in memory. What may wait for a disk
    // or a network, to walk, to open and to read, is left to libuv's threads.
    const stats = fstatSync(found, { bigint: true });
    if (!isInside(root, readlinkSync(pathOf(found)))) return undefined;
    if (stats.isFile()) {
      const fd = await orAbsent(open(pathOf(found), O_RDONLY | O_NONBLOCK | O_NOCTTY));
      return fd === undefined ? undefined : opened('file', fd, stats);
    }
    isKept = stats.isDirectory() && (await isEntered(found));
    return isKept ? opened('directory', found, stats) : undefined;
  } finally {
    if (!isKept) closeSync(found);
  }
}

/** The path by which this process can use what a descriptor holds: proc_pid_fd(5). */
export function pathOf(fd: number): string {
  return `/proc/self/fd/${fd}`;
}

function opened(kind: Opened['kind'], fd: number, stats: BigIntStats): Opened {
  return {
    kind,
    fd,
    stats,
    [Symbol.dispose]: () => {
      closeSync(fd);
    },
  };
}

async function isEntered(fd: number): Promise<boolean> {
  const allowed = access(pathOf(fd), R_OK | X_OK).then(() => true);
  return (await orAbsent(allowed)) ?? false;
}

async function orAbsent<Value>(promise: Promise<Value>): Promise<Value | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (ABSENT.includes(errnoOf(error) ?? '')) return undefined;
    throw error;
  }
}

function isInside(root: string, realPath: string): boolean {
  const prefix = root.endsWith(sep) ? root : root + sep; // only "/" ends in one
  return realPath === root || realPath.startsWith(prefix);
}
