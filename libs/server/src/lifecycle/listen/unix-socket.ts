import { fstatSync, lstatSync, readFileSync } from 'node:fs';
import { errnoOf } from '../../world/faults/fault.ts';

/** Connecting to a socket requires write permission: unix(7). */
const WRITE_BY_OTHERS = 0o002;

/** Finds the path of a socket in the text of /proc/net/unix; an abstract one begins with @: proc(5). */
export function parseUnixPath(text: string, inode: number): string | undefined {
  for (const line of text.split('\n')) {
    const [, number, path] = /^\w+: \w+ \w+ \w+ \w+ \w+ +(\d+) (.+)$/.exec(line) ?? [];
    if (number === String(inode)) return path;
  }
  return undefined;
}

export interface UnixSocket {
  readonly path: string;
  /** Permission bits; undefined for an abstract socket, which has none. */
  readonly mode: number | undefined;
}

/** Looks up a unix socket of this process; returns undefined if its path is not visible here. */
export function readUnixSocket(fd: number): UnixSocket | undefined {
  try {
    const path = parseUnixPath(readFileSync('/proc/self/net/unix', 'utf8'), fstatSync(fd).ino);
    if (path === undefined) return undefined;
    return { path, mode: path.startsWith('@') ? undefined : lstatSync(path).mode & 0o777 };
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return undefined;
  }
}

/** Whether every user of the machine can connect. */
export function isOpenToAll({ mode }: UnixSocket): boolean {
  return mode === undefined || (mode & WRITE_BY_OTHERS) !== 0;
}
