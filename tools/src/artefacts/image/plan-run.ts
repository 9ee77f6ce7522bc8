import { Fault } from '../../host/faults/fault.ts';
import type { HealthOption } from '../../host/configuration/configuration.ts';
import type { RunOptions } from './parse-run-options.ts';

/** How containers of an image run: options of the image executor, described in its schema. */
export interface GivenRunOptions extends Partial<Omit<RunOptions, 'health'>> {
  readonly health?: HealthOption;
}

/** What is known of the program. */
export interface RunSubject {
  /** Name for paths, as `nameArtefact` makes it. */
  readonly name: string;
  /** Whether the program has @tscratch/server, which has defaults of its own. */
  readonly hasServer: boolean;
}

/** An account that nothing else has; the runtime layer calls it nonroot. */
const USER = '65532:65532';

/** What buildpacks and the serverless platforms set, too. */
const PORT = 8080;

/** Port of the operators' listener of @tscratch/server. */
const OPS_PORT = 9000;

/**
 * Completes how containers run. A program with @tscratch/server has its ports, its folder and its health
 * check. Any other gets HOST and PORT, which most servers read: a server on the loopback address of a
 * container answers nobody.
 *
 * @throws {Fault} `IMAGE_HEALTH` for a path that no port can answer.
 */
export function planRun(given: GivenRunOptions, subject: RunSubject): RunOptions {
  const { hasServer, name } = subject;
  const { user = USER, stopSignal, ports = hasServer ? [PORT, OPS_PORT] : [PORT] } = given;
  const [port] = ports;
  return {
    user,
    ports,
    volumes: given.volumes ?? (hasServer ? [`/run/${name}`] : []),
    environment: { ...(hasServer ? {} : listenOn(port)), ...given.environment },
    stopSignal,
    health: planHealth(given.health, { ...subject, port }),
  };
}

function listenOn(port: number | undefined): Readonly<Record<string, string>> {
  return { HOST: '0.0.0.0', ...(port !== undefined && { PORT: String(port) }) };
}

interface HealthSubject extends RunSubject {
  readonly port: number | undefined;
}

function planHealth(given: HealthOption | undefined, subject: HealthSubject): RunOptions['health'] {
  if (given === false) return undefined;
  if (given === undefined)
    return subject.hasServer ? { command: checkServer(subject.name) } : undefined;
  const { path, command, ...times } = typeof given === 'string' ? { path: given } : given;
  if (command !== undefined) return { command, ...times };
  if (path !== undefined) return { command: probePath(path, subject.port), ...times };
  return subject.hasServer ? { command: checkServer(subject.name), ...times } : refuse(given);
}

/** The loader of the runtime asks by itself: no second copy of the program starts. */
function checkServer(name: string): readonly string[] {
  const folder = '${RUNTIME_DIRECTORY:-${NOMAD_SECRETS_DIR:-/run/' + name + '}}';
  return [
    '/server',
    '--probe',
    `http://\${OPS_HOST:-127.0.0.1}:\${OPS_PORT:-${OPS_PORT}}/livez`,
    `http://unix:\${ADMIN_SOCKET:-${folder}/admin.sock}:/health`,
  ];
}

function probePath(path: string, port: number | undefined): readonly string[] {
  if (port === undefined) return refuse(path);
  return ['/server', '--probe', `http://127.0.0.1:\${PORT:-${port}}${path}`];
}

function refuse(found: HealthOption): never {
  const expected = 'a path and a port in "ports" that answers it, or a command';
  throw new Fault('IMAGE_HEALTH', { field: 'health', found: JSON.stringify(found), expected });
}
