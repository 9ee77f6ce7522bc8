import {
  close,
  closeSync,
  constants,
  fstat as fstatWithCallback,
  open as openWithCallback,
  readlinkSync,
  type BigIntStats,
} from 'node:fs';
import { access } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { promisify } from 'node:util';
import { errnoOf } from '../world/faults/fault.ts';
import { BYTES, bytesOf, type ByteName } from './byte-name.ts';

const open = promisify(openWithCallback);
const fstat = promisify(fstatWithCallback);

/** Obtains a descriptor of an inode without opening it: open(2). Node lacks the constant; it is the same on x86-64 and arm64. */
const O_PATH = 0o10000000;
const { O_RDONLY, O_NONBLOCK, O_NOCTTY, R_OK, X_OK } = constants;

/** Errors that mean "not found": path_resolution(7). */
const ABSENT = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP'];

/** A file or directory below the root that may be served; its descriptor is closed on disposal. */
export interface OpenEntry extends Disposable {
  readonly kind: 'directory' | 'file';
  /** Descriptor for reading the file; that of a directory is only good for the path `/proc/self/fd/N`. */
  readonly fd: number;
  readonly stats: BigIntStats;
}

/** What exists but must not or cannot be served: a client gets the same answer as for what does not exist. */
export interface Refusal extends Disposable {
  readonly kind: 'refused';
  /** For an operator. */
  readonly reason: string;
}

const DENIED = refusal('permission denied; let this user read it and enter its parent directories');
const OUTSIDE = refusal('it leads out of FILES_ROOT; move it there or mount it there');
const SPECIAL = refusal('it is neither a file nor a directory; remove it');

/**
 * Opens a file or directory below the root. Symbolic links are followed as long as they stay inside
 * (a mounted Kubernetes ConfigMap is made of them, through hidden folders).
 *
 * The object that is checked is the one that is served, even if something is renamed meanwhile: the
 * path is walked once, to a descriptor that cannot read; the kernel reports its real path and type; and
 * the file is opened through that descriptor. Nothing but a regular file is ever opened: opening a FIFO
 * blocks, and opening a device can have effects.
 *
 * @param root Real path of the root.
 * @param names Names that `isServedName` accepts.
 * @returns undefined if there is nothing.
 */
export async function openBelow(
  root: ByteName,
  names: readonly ByteName[],
): Promise<OpenEntry | Refusal | undefined> {
  const found = await attempt(open(bytesOf(join(root, ...names)), O_PATH));
  if (typeof found !== 'number') return found;
  let isKept = false;
  try {
    // Only what the kernel has in memory is synchronous: the path of a descriptor, and closing one that
    // cannot read. All else may wait for a disk or a network, fstat(2) and close(2) of a file on NFS or
    // FUSE included, and runs on libuv's threads.
    const stats = await fstat(found, { bigint: true });
    if (!isInside(root, readlinkSync(pathOf(found), BYTES))) return OUTSIDE;
    if (stats.isFile()) {
      const fd = await attempt(open(pathOf(found), O_RDONLY | O_NONBLOCK | O_NOCTTY));
      return typeof fd === 'number' ? opened('file', fd, stats) : fd;
    }
    if (!stats.isDirectory()) return SPECIAL;
    const entered = await attempt(access(pathOf(found), R_OK | X_OK).then(() => true as const));
    if (entered !== true) return entered;
    isKept = true;
    return opened('directory', found, stats);
  } finally {
    if (!isKept) closeSync(found);
  }
}

/** Returns the path by which this process can use the object of a descriptor: proc_pid_fd(5). */
export function pathOf(fd: number): string {
  return `/proc/self/fd/${fd}`;
}

function opened(kind: OpenEntry['kind'], fd: number, stats: BigIntStats): OpenEntry {
  return {
    kind,
    fd,
    stats,
    [Symbol.dispose]: () => {
      close(fd, () => undefined); // nothing was written that an error could lose
    },
  };
}

function refusal(reason: string): Refusal {
  return { kind: 'refused', reason, [Symbol.dispose]: () => undefined };
}

/** Returns undefined for an error that means "not found", and a refusal for a missing permission. */
export async function attempt<Value>(
  promise: Promise<Value>,
): Promise<Value | Refusal | undefined> {
  try {
    return await promise;
  } catch (error) {
    const errno = errnoOf(error) ?? '';
    if (errno === 'EACCES') return DENIED;
    if (ABSENT.includes(errno)) return undefined;
    throw error;
  }
}

function isInside(root: ByteName, realPath: ByteName): boolean {
  const prefix = root.endsWith(sep) ? root : root + sep; // only "/" ends in one
  return realPath === root || realPath.startsWith(prefix);
}
