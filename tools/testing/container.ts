import { setTimeout } from 'node:timers/promises';
import { inspect, type Engine } from './engine.ts';
import { runProgram, tryProgram, type Outcome } from './program.ts';

export interface ContainerOptions {
  readonly image: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** `source:target[:ro]`. */
  readonly volumes?: readonly string[];
  /** Path that answers with success once the server is ready; `/` by default. */
  readonly path?: string;
  /** Command for an image without an entry point. */
  readonly command?: string;
  /** Further flags of the engine; they override the common ones. */
  readonly flags?: readonly string[];
}

/** A started server; the test file removes it. */
export interface ServerContainer {
  readonly id: string;
  readonly url: string;
  /** URL of health and metrics. */
  readonly opsUrl: string;
}

/** Restrictions that both artefacts support. */
const HARDENED = [
  '--read-only',
  '--cap-drop=ALL',
  '--security-opt=no-new-privileges',
  '--user=65532:65532',
];

/** Starts a hardened container on a free port, and waits until it responds. */
export async function startServer(
  engine: Engine,
  options: ContainerOptions,
): Promise<ServerContainer> {
  const id = runProgram(engine, ['run', '--detach', ...planArguments(options)]);
  const urlOf = (port: number) => `http://${runProgram(engine, ['port', id, `${port}/tcp`])}`;
  const server = { id, url: urlOf(8080), opsUrl: urlOf(9000) };
  await waitUntilReady(`${server.url}${options.path ?? '/'}`);
  return server;
}

/** Waits for the first result of the image's health check. @returns `healthy` or `unhealthy`. */
export async function waitForHealth(engine: Engine, id: string): Promise<unknown> {
  const read = (): unknown => inspect(engine, id, '.State.Health.Status');
  for (let attempt = 1; read() === 'starting' && attempt <= ATTEMPTS; attempt++)
    await setTimeout(100);
  return read();
}

/** Runs a hardened container that exits by itself within a minute, such as a failing start. */
export function runToEnd(engine: Engine, options: ContainerOptions): Outcome {
  const id = runProgram(engine, ['run', '--detach', ...planArguments(options)]);
  try {
    const exitCode = Number(runProgram(engine, ['wait', id], { timeout: 60_000 }));
    return { ...tryProgram(engine, ['logs', id]), exitCode };
  } finally {
    runProgram(engine, ['rm', '--force', '--volumes', id]);
  }
}

/** Stops a server with SIGTERM. @returns Its exit code: 137 if the engine had to kill it. */
export function stopServer(engine: Engine, { id }: ServerContainer): unknown {
  runProgram(engine, ['stop', id]);
  return inspect(engine, id, '.State.ExitCode');
}

function planArguments(options: ContainerOptions): string[] {
  const { image, environment = {}, volumes = [], command, flags = [] } = options;
  return [
    ...HARDENED,
    '--publish=127.0.0.1::8080',
    '--publish=127.0.0.1::9000',
    ...Object.entries(environment).map(([name, value]) => `--env=${name}=${value}`),
    ...volumes.map((volume) => `--volume=${volume}`),
    ...flags,
    image,
    ...(command === undefined ? [] : [command]),
  ];
}

const ATTEMPTS = 1_000;

/** Waits until a URL responds with success. */
export async function waitUntilReady(url: string): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const isWell = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isWell) return;
    await setTimeout(50);
  }
  throw new Error(`No answer from ${url} in ${ATTEMPTS} attempts`);
}
