import { adminTokenSettings } from '../../config/declared/management.ts';
import { readSecretFile } from '../../config/read-secret-file.ts';
import { secretPathsOf } from '../../config/read-secret.ts';
import type { Environment } from '../../config/reading.ts';
import type { Setting } from '../../config/setting.ts';
import { Fault } from '../../world/faults/fault.ts';
import type { Role, Token } from './caller.ts';
import { createToken } from './find-caller.ts';

const { adminToken, adminReadToken } = adminTokenSettings;

/** Permissions of group and others: chmod(2). */
const EXPOSED = 0o077;

/** The files that may contain a role's token, for `readTokens`. */
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
 * Reads the tokens that are valid now. A file that is missing or contains no token is skipped.
 *
 * @throws {Fault} `ADMIN_TOKEN_EXPOSED` if other users can read a file.
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
    if ((found.mode & EXPOSED) !== 0 && !isManagedElsewhere(path, env))
      throw new Fault('ADMIN_TOKEN_EXPOSED', { path, mode: found.mode.toString(8) });
    const text = setting.kind.parse(found.text);
    return text === undefined ? [] : [createToken(text, role)];
  }
  return [];
}

/**
 * Returns whether the file's mode is not the operator's choice: Docker mounts secrets with 0444 in
 * containers without other users, and systemd's ACL of a credential shows as permissions of the group.
 */
function isManagedElsewhere(
  path: string,
  { CREDENTIALS_DIRECTORY: credentials }: Environment,
): boolean {
  const directories = ['/run/secrets', ...(credentials ? [credentials] : [])];
  return directories.some((directory) => path.startsWith(`${directory}/`));
}
