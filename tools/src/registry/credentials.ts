import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../host/configuration/shape.ts';
import { Fault } from '../host/faults/fault.ts';
import { runWithInput } from './run-with-input.ts';

export interface Credentials {
  readonly username: string;
  /** A password or a token. */
  readonly password: string;
}

/**
 * The user name of credentials whose password is an identity token, as helpers return it: a registry such as Azure's
 * gives one at the login, and takes no password for it.
 *
 * @see https://github.com/docker/docker-credential-helpers#development
 */
export const IDENTITY_TOKEN = '<token>';

/**
 * Reads the credentials for a registry as Docker and podman store them: from `auths` in a file, or from the
 * program in `credHelpers` or `credsStore`.
 *
 * @returns Undefined if there are none: many registries let everyone read.
 * @throws {Fault} `CREDENTIALS_FORMAT`; those of the helper.
 * @see https://docs.docker.com/reference/cli/docker/login/#credential-stores
 * @see containers-auth.json(5)
 */
export function readCredentials(registry: string, env: NodeJS.ProcessEnv): Credentials | undefined {
  for (const path of listFiles(env)) {
    const found = findIn(readConfiguration(path), { path, registry, env });
    if (found !== undefined) return found;
  }
  return undefined;
}

function listFiles(env: NodeJS.ProcessEnv): readonly string[] {
  const {
    REGISTRY_AUTH_FILE: own,
    XDG_RUNTIME_DIR: runtime,
    DOCKER_CONFIG: docker,
    HOME: home,
  } = env;
  const folder = docker || (home && join(home, '.docker'));
  const files = [
    own,
    runtime && join(runtime, 'containers/auth.json'),
    folder && join(folder, 'config.json'),
  ];
  return files.filter((file): file is string => file !== undefined && file !== '');
}

type Configuration = Readonly<Record<string, unknown>>;

function readConfiguration(path: string): Configuration {
  let text;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOENT', 'ENOTDIR'].includes(code)) return {};
    throw new Fault('CREDENTIALS_FORMAT', { path, reason: `it cannot be read (${code})` });
  }
  return parseConfiguration(path, text);
}

function parseConfiguration(path: string, text: string): Configuration {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // the same sentence
  }
  throw new Fault('CREDENTIALS_FORMAT', { path, reason: 'it is no object of JSON' });
}

interface Place {
  readonly path: string;
  readonly registry: string;
  readonly env: NodeJS.ProcessEnv;
}

function findIn(file: Configuration, place: Place): Credentials | undefined {
  const { auths, credHelpers: helpers, credsStore: store } = file;
  const keys = place.registry === 'docker.io' ? [DOCKER_HUB, 'docker.io'] : [place.registry];
  for (const key of keys) {
    const helper = (isRecord(helpers) ? helpers[key] : undefined) ?? store;
    const found =
      typeof helper === 'string'
        ? askHelper(helper, key, place)
        : parseAuth(isRecord(auths) ? auths[key] : undefined, place);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Docker's key for its own registry. */
const DOCKER_HUB = 'https://index.docker.io/v1/';

function parseAuth(entry: unknown, { path, registry }: Place): Credentials | undefined {
  if (!isRecord(entry)) return undefined;
  const { identitytoken: token } = entry;
  if (typeof token === 'string' && token !== '')
    return { username: IDENTITY_TOKEN, password: token };
  if (entry['auth'] === undefined) return undefined;
  const text =
    typeof entry['auth'] === 'string' ? Buffer.from(entry['auth'], 'base64').toString() : '';
  const [, username, password] = /^([^:]+):(.*)$/s.exec(text) ?? [];
  if (username === undefined || password === undefined)
    throw new Fault('CREDENTIALS_FORMAT', {
      path,
      reason: `its "auth" for ${registry} is no user:password in base64`,
    });
  return { username, password };
}

/** @see https://github.com/docker/docker-credential-helpers#development */
function askHelper(helper: string, key: string, { env }: Place): Credentials | undefined {
  const output = runWithInput(`docker-credential-${helper}`, ['get'], { input: key, env });
  if (output === undefined) return undefined;
  const { Username: username, Secret: password } = parseConfiguration(
    `docker-credential-${helper}`,
    output,
  );
  if (typeof username !== 'string' || typeof password !== 'string') return undefined;
  return { username, password };
}
