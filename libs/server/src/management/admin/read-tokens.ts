import { adminTokenSettings } from '../../config/declared/management.ts';
import { readSecretFile } from '../../config/read-secret-file.ts';
import { secretPathsOf } from '../../config/read-secret.ts';
import type { Environment } from '../../config/reading.ts';
import type { Setting } from '../../config/setting.ts';
import { Fault } from '../../world/faults/fault.ts';
import { createToken, type Role, type Token } from './caller.ts';

const { adminToken, adminReadToken } = adminTokenSettings;

/** Others may read it: the bits of group and world, chmod(2). */
const EXPOSED = 0o077;

/** Where the tokens may be, for `readTokens`. */
export interface TokenPlaces {
  readonly role: Role;
  readonly setting: Setting<string | undefined>;
  readonly paths: readonly string[];
  readonly env: Environment;
}

export function planTokens(env: Environment): readonly TokenPlaces[] {
  return [
    { role: 'write', setting: adminToken, paths: secretPathsOf(adminToken, env), env },
    { role: 'read', setting: adminReadToken, paths: secretPathsOf(adminReadToken, env), env },
  ];
}

/**
 * Reads the tokens that let in now. A file that is missing or holds no token gives none.
 *
 * @throws {Fault} `ADMIN_TOKEN_EXPOSED` where others can read a file.
 */
export function readTokens(places: readonly TokenPlaces[]): readonly Token[] {
  return places.flatMap(readToken);
}

function readToken({ role, setting, paths, env }: TokenPlaces): readonly Token[] {
  for (const path of paths) {
    const found = readSecretFile(path);
    if (!('text' in found)) {
      if (found.isMissing) continue;
      return [];
    }
    if ((found.mode & EXPOSED) !== 0 && !isKeptByOthers(path, env))
      throw new Fault('ADMIN_TOKEN_EXPOSED', { path, mode: found.mode.toString(8) });
    const text = setting.kind.parse(found.text);
    return text === undefined ? [] : [createToken(text, role)];
  }
  return [];
}

/**
 * Whether the mode is not the operator's to choose, and says nothing: Docker mounts secrets with 0444
 * where no other user is, and the ACL by which systemd grants a credential shows as bits of the group.
 */
function isKeptByOthers(
  path: string,
  { CREDENTIALS_DIRECTORY: credentials }: Environment,
): boolean {
  const directories = ['/run/secrets', ...(credentials ? [credentials] : [])];
  return directories.some((directory) => path.startsWith(`${directory}/`));
}
