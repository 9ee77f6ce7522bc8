import { lstatSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import type { Environment } from '../../config/reading.ts';
import { errnoOf } from '../../world/faults/fault.ts';

const FILE_NAME = 'admin.sock';

export interface AdminSocketInput {
  readonly env: Environment;
  /** Name of the program. */
  readonly name: string;
  /** Value of ADMIN_SOCKET; undefined where it is not set. */
  readonly setting: string | undefined;
}

/**
 * Plans where the unix socket for administration may be: the server takes the first path it can make,
 * a client the first at which a socket is. Without the service's environment a client still has
 * /run/NAME, which is where systemd and the image put it.
 *
 * @returns Paths in order; none where it is turned off.
 * @see systemd.exec(5) RuntimeDirectory=, Nomad's NOMAD_SECRETS_DIR, the XDG base directory specification
 */
export function planAdminSockets({ env, name, setting }: AdminSocketInput): readonly string[] {
  if (setting !== undefined) return setting === 'off' ? [] : [setting];
  const [ofUnit] = (env['RUNTIME_DIRECTORY'] ?? '').split(':'); // a unit may have several
  const ofUser = env['XDG_RUNTIME_DIR'];
  const directories = [
    ofUnit,
    env['NOMAD_SECRETS_DIR'],
    join('/run', name),
    ofUser && join(ofUser, name),
  ];
  const paths = directories.flatMap((directory = '') =>
    isAbsolute(directory) ? [join(directory, FILE_NAME)] : [],
  );
  return [...new Set(paths)];
}

/** The first of the paths at which a socket is, whether anyone listens there or not. */
export function findAdminSocket(paths: readonly string[]): string | undefined {
  return paths.find(isSocket);
}

function isSocket(path: string): boolean {
  try {
    return lstatSync(path).isSocket();
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return false; // absent, or in a directory that is not this user's
  }
}
