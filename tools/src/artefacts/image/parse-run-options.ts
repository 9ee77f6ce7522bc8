import { Fault } from '../../host/faults/fault.ts';
import type { Healthcheck } from '../../formats/oci/description.ts';

/** How containers of an image run, as `planRun` completes it. */
export interface RunOptions {
  /** `uid:gid`, both as numbers. */
  readonly user: string;
  readonly ports?: readonly number[];
  /** Absolute paths of folders. */
  readonly volumes?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly stopSignal?: string | undefined;
  /** A program in the image, and how often to run it. */
  readonly health?: (Pick<Healthcheck, 'command'> & Partial<Healthcheck>) | undefined;
}

/** The same, checked. */
export interface RunSettings {
  readonly user: { readonly uid: number; readonly gid: number };
  readonly tcpPorts: readonly number[];
  /** Absolute paths without a trailing slash. */
  readonly volumes: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** By default SIGTERM. */
  readonly stopSignal: string | undefined;
  /** Undefined for an image without a health check. */
  readonly healthcheck: Healthcheck | undefined;
}

/**
 * Checks the options of an image that its engine acts on: a mistake would show only when a container
 * starts, if at all.
 *
 * @throws {Fault} `IMAGE_USER`, `IMAGE_PORT`, `IMAGE_VOLUME`, `IMAGE_ENVIRONMENT`, `IMAGE_HEALTH`.
 */
export function parseRunOptions(options: RunOptions): RunSettings {
  const { user, ports = [], volumes = [], environment = {}, stopSignal, health } = options;
  return {
    user: parseUser(user),
    tcpPorts: ports.map(checkPort),
    volumes: volumes.map(checkVolume),
    environment: checkEnvironment(environment),
    stopSignal,
    healthcheck: health && checkHealth(health),
  };
}

/** The largest number that the seven octal digits of an owner in a ustar header can hold. */
const LARGEST_ID = 8 ** 7 - 1;

function parseUser(text: string): RunSettings['user'] {
  const ids = (/^(\d+):(\d+)$/.exec(text) ?? []).slice(1).map(Number);
  const [uid, gid] = ids.filter((id) => id <= LARGEST_ID);
  if (uid === undefined || gid === undefined) throw new Fault('IMAGE_USER', { text });
  return { uid, gid };
}

function checkPort(port: number): number {
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port;
  throw new Fault('IMAGE_PORT', { port });
}

/** One line without spaces, too: the history of an image shows it as a `VOLUME` instruction. */
const VOLUME = /^(?:\/(?!\.{1,2}(?:\/|$))[\w.@+-]+)+$/;

function checkVolume(path: string): string {
  if (VOLUME.test(path)) return path;
  throw new Fault('IMAGE_VOLUME', { path });
}

/** Programs cannot read a name with "=", and the history of an image shows a variable as one line. */
function checkEnvironment(
  environment: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  for (const [name, value] of Object.entries(environment))
    if (!/^[A-Za-z_]\w*$/.test(name) || /\p{Cc}/u.test(value))
      throw new Fault('IMAGE_ENVIRONMENT', { name, value });
  return environment;
}

/** An unhealthy container shows after half a minute, and a check costs little. */
const RHYTHM = { intervalSeconds: 10, timeoutSeconds: 3, retries: 3 };

function checkHealth({ command, ...changes }: NonNullable<RunOptions['health']>): Healthcheck {
  const numbers = { ...RHYTHM, ...changes };
  if (command[0]?.startsWith('/') !== true)
    throw refuseHealth('command', command, 'the absolute path of a program and its arguments');
  for (const [field, value] of Object.entries(numbers))
    if (!Number.isInteger(value) || value < 1)
      throw refuseHealth(field, value, 'a whole number from 1');
  return { command, ...numbers };
}

function refuseHealth(field: string, value: unknown, expected: string): Fault {
  return new Fault('IMAGE_HEALTH', { field, found: JSON.stringify(value), expected });
}
