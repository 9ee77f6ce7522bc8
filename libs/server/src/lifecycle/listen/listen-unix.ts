import { once } from 'node:events';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  type Stats,
} from 'node:fs';
import { connect, type Server } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { errnoOf, Fault } from '../../world/faults/fault.ts';

/** Bytes of sun_path without its NUL: unix(7). */
const MAX_PATH_BYTES = 107;
/** Temporary name of the socket, in a temporary directory. */
const FIRST_NAME = 's';
const MAX_DIRECTORY_BYTES = MAX_PATH_BYTES - '/.XXXXXX/'.length - FIRST_NAME.length;

export interface UnixSocketOptions {
  /** Setting that names the path. */
  readonly setting: 'ADMIN_SOCKET' | 'LISTEN';
  /** Permission bits of the socket. */
  readonly mode: number;
  /** Whether to create the directory of the path, with mode 0700, if it does not exist. */
  readonly makesDirectory: boolean;
}

/**
 * Listens on a unix socket that only those can connect to whom its mode permits it.
 *
 * bind(2) creates a socket with mode 0777 minus the umask, a thread cannot set the umask, and chmod on
 * the final path could come too late. So the socket is created in a new directory of mode 0700,
 * changed to its mode there, and only then linked to its path by link(2): whatever the umask, other
 * users can never connect. link(2) also never replaces a file.
 *
 * @returns A function that removes the socket from the directory in which it was created, if it is still there.
 * @throws {Fault} `UNIX_SOCKET_TAKEN` or `UNIX_SOCKET_NOT_MADE`, after removing all it has created.
 */
export async function listenUnix(
  server: Server,
  path: string,
  options: UnixSocketOptions,
): Promise<() => void> {
  const { setting } = options;
  assertLength(path, setting);
  try {
    return await publish(server, path, options);
  } catch (error) {
    if (server.listening) server.close();
    const errno = errnoOf(error);
    if (error instanceof Fault || errno === undefined) throw error;
    const reason = describe(errno);
    throw new Fault(
      'UNIX_SOCKET_NOT_MADE',
      { ...factsOf(path, setting), reason },
      { cause: error },
    );
  }
}

async function publish(
  server: Server,
  path: string,
  { setting, mode, makesDirectory }: UnixSocketOptions,
): Promise<() => void> {
  if (makesDirectory) makeDirectory(dirname(path));
  const firstDirectory = mkdtempSync(`${dirname(path)}/.`);
  chmodSync(firstDirectory, 0o700); // the umask may have removed bits
  const firstPath = join(firstDirectory, FIRST_NAME);
  try {
    await once(server.listen(firstPath), 'listening');
    chmodSync(firstPath, mode);
    const ours = lstatSync(firstPath);
    if (lstatSync(path, { throwIfNoEntry: false }) !== undefined)
      await reclaim(path, ours, setting);
    linkSync(firstPath, path);
    return removerOf(path);
  } finally {
    rmSync(firstPath, { force: true });
    rmdirSync(firstDirectory);
  }
}

/** Returns a function that removes the socket at a path from its directory, if it is still there. */
export function removerOf(path: string): () => void {
  const ours = lstatSync(path);
  // The path may lead through a symbolic link that leads elsewhere when the server stops.
  const madePath = join(realpathSync(dirname(path)), basename(path));
  return () => {
    removeIfSame(madePath, ours);
  };
}

function makeDirectory(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
    chmodSync(path, 0o700);
  } catch (error) {
    if (errnoOf(error) !== 'EEXIST') throw error;
  }
}

/** Removes the socket of an earlier run, on which nobody listens any more. */
async function reclaim(
  path: string,
  ours: Stats,
  setting: UnixSocketOptions['setting'],
): Promise<void> {
  const found = lstatSync(path);
  const refuse = (reason: string): Fault =>
    new Fault('UNIX_SOCKET_NOT_MADE', { ...factsOf(path, setting), reason });
  if (!found.isSocket()) throw refuse('the path exists and is not a socket');
  if (found.uid !== ours.uid) throw refuse(`a socket of user ${found.uid} exists there`);
  if (!(await isAbandoned(path))) throw new Fault('UNIX_SOCKET_TAKEN', factsOf(path, setting));
  removeIfSame(path, found);
}

/** Whether nobody listens; any error but ECONNREFUSED may come from a listener: connect(2). */
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

function factsOf(path: string, setting: UnixSocketOptions['setting']) {
  const directory = 'a path in a directory that this user can write to';
  return setting === 'LISTEN'
    ? { setting, place: `"unix:${path}" in LISTEN`, step: `LISTEN to ${directory}` }
    : { setting, place: `${setting}="${path}"`, step: `${setting} to ${directory}, or to off` };
}

function assertLength(path: string, setting: UnixSocketOptions['setting']): void {
  const isShort =
    Buffer.byteLength(path) <= MAX_PATH_BYTES &&
    Buffer.byteLength(dirname(path)) <= MAX_DIRECTORY_BYTES;
  if (isShort) return;
  const reason = `expected at most ${MAX_PATH_BYTES} bytes, and at most ${MAX_DIRECTORY_BYTES} for the directory`;
  throw new Fault('UNIX_SOCKET_NOT_MADE', { ...factsOf(path, setting), reason });
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
      return errno;
  }
}
