import { once } from 'node:events';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  type Stats,
} from 'node:fs';
import { connect, type Server } from 'node:net';
import { dirname, join } from 'node:path';
import { errnoOf, Fault } from '../../world/faults/fault.ts';

/** Bytes of sun_path without its NUL: unix(7). */
const MAX_PATH_BYTES = 107;
/** Name of the socket before it has its own, in a directory of seven characters more. */
const FIRST_NAME = 's';
const MAX_DIRECTORY_BYTES = MAX_PATH_BYTES - '/.XXXXXX/'.length - FIRST_NAME.length;

/**
 * Listens on a unix socket that only this user, and root, can reach.
 *
 * bind(2) gives a socket the mode 0777 without the bits of the umask, a thread cannot set a umask, and
 * a chmod of the finished path would come after the first caller. So the socket is made in a new
 * directory with the mode 0700, gets the mode 0600 in there, and only then its path, by link(2):
 * whatever the umask, nobody else ever sees it otherwise. link(2) also replaces nothing. The
 * directory of the path is made with the mode 0700 where it is missing.
 *
 * @returns What removes the path, if it still is this socket's.
 * @throws {Fault} `ADMIN_SOCKET_TAKEN` or `ADMIN_SOCKET_NOT_MADE`; then nothing is left behind.
 */
export async function listenUnix(server: Server, path: string): Promise<() => void> {
  assertLength(path);
  try {
    return await publish(server, path);
  } catch (error) {
    if (server.listening) server.close();
    const errno = errnoOf(error);
    if (error instanceof Fault || errno === undefined) throw error;
    throw new Fault('ADMIN_SOCKET_NOT_MADE', { path, reason: describe(errno) }, { cause: error });
  }
}

async function publish(server: Server, path: string): Promise<() => void> {
  makeDirectory(dirname(path));
  const firstDirectory = mkdtempSync(`${dirname(path)}/.`);
  chmodSync(firstDirectory, 0o700); // a umask may have taken more than was asked for
  const firstPath = join(firstDirectory, FIRST_NAME);
  try {
    await once(server.listen(firstPath), 'listening');
    chmodSync(firstPath, 0o600);
    const ours = lstatSync(firstPath);
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined) await reclaim(path, ours);
    linkSync(firstPath, path);
    return () => {
      removeIfSame(path, ours);
    };
  } finally {
    rmSync(firstPath, { force: true });
    rmdirSync(firstDirectory);
  }
}

function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
    chmodSync(path, 0o700);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
}

/** Removes what an earlier run has left, which nobody can answer at any more. */
async function reclaim(path: string, ours: Stats): Promise<void> {
  const found = lstatSync(path);
  const refuse = (reason: string): Fault => new Fault('ADMIN_SOCKET_NOT_MADE', { path, reason });
  if (!found.isSocket()) throw refuse('something is there that is no socket');
  if (found.uid !== ours.uid) throw refuse(`a socket of the user ${found.uid} is there`);
  if (!(await isAbandoned(path))) throw new Fault('ADMIN_SOCKET_TAKEN', { path });
  removeIfSame(path, found);
}

/** Whether nobody listens; any answer but ECONNREFUSED may come from somebody alive: connect(2). */
async function isAbandoned(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return false;
  } catch (error) {
    return errnoOf(error) === 'ECONNREFUSED';
  } finally {
    socket.destroy();
  }
}

function removeIfSame(path: string, { dev, ino }: Stats): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.dev === dev && found.ino === ino) unlinkSync(path);
}

function assertLength(path: string): void {
  const isShort =
    Buffer.byteLength(path) <= MAX_PATH_BYTES &&
    Buffer.byteLength(dirname(path)) <= MAX_DIRECTORY_BYTES;
  if (isShort) return;
  const reason = `expected at most ${MAX_PATH_BYTES} bytes, of which ${MAX_DIRECTORY_BYTES} are of the directory`;
  throw new Fault('ADMIN_SOCKET_NOT_MADE', { path, reason });
}

function describe(errno: string): string {
  switch (errno) {
    case 'ENOENT':
    case 'ENOTDIR':
      return 'no such directory';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EROFS':
      return 'the file system is read-only';
    default:
      return `the system answers ${errno}`;
  }
}
