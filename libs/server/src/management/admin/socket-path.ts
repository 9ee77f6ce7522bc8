import { lstatSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Environment } from '../../config/reading.ts';
import { errnoOf } from '../../world/faults/fault.ts';

const FILE_NAME = 'admin.sock';

export interface AdminSocketInput {
  readonly env: Environment;
  /** Name of the program. */
  readonly name: string;
  /** Value of ADMIN_SOCKET; undefined if not set. */
  readonly setting: string | undefined;
}

/**
 * Lists the possible paths of the admin socket: the server uses the first one it can create, a client the
 * first one that exists. Without the service's environment a client still finds /run/NAME, where systemd
 * and the image put the socket.
 *
 * @returns Paths in order of preference; none if the socket is off.
 * @see systemd.exec(5) RuntimeDirectory=, Nomad's NOMAD_SECRETS_DIR, the XDG base directory specification
 */
export function planAdminSockets({ env, name, setting }: AdminSocketInput): readonly string[] {
  if (setting !== undefined) return setting === 'off' ? [] : [setting];
  const [unitDirectory] = (env['RUNTIME_DIRECTORY'] ?? '').split(':'); // a unit may have several
  const userDirectory = env['XDG_RUNTIME_DIR'];
  const directories = [
    unitDirectory,
    env['NOMAD_SECRETS_DIR'],
    join('/run', name),
    userDirectory && join(userDirectory, name),
  ];
  const paths = directories.flatMap((directory = '') =>
    isAbsolute(directory) ? [join(directory, FILE_NAME)] : [],
  );
  return [...new Set(paths)];
}

/** Returns the first path that is a socket, whether or not a process listens on it. */
export function findAdminSocket(paths: readonly string[]): string | undefined {
  return paths.find(isSocket);
}

function isSocket(path: string): boolean {
  try {
    return lstatSync(path).isSocket();
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return false; // absent, or in a directory that this user cannot enter
  }
}
