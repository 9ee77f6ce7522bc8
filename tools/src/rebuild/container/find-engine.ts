import { spawnSync } from 'node:child_process';
import { Fault } from '../../host/faults/fault.ts';

/** The container engines that are supported, in order of preference. */
export const ENGINES = ['docker', 'podman'] as const;

/** The command of a container engine. Podman accepts the same arguments as Docker. */
export type Engine = (typeof ENGINES)[number];

/**
 * Finds the container engine to use: docker where it answers, else podman. Docker without its
 * daemon counts as absent.
 *
 * @param hostTarget Nx target that does without an engine, for the message.
 * @throws {Fault} `ENGINE_MISSING`
 */
export function findEngine(environment: NodeJS.ProcessEnv, hostTarget: string): Engine {
  const refusals: string[] = [];
  for (const engine of ENGINES) {
    const refusal = askEngine(engine, environment);
    if (refusal === undefined) return engine;
    refusals.push(refusal);
  }
  throw new Fault('ENGINE_MISSING', { refusals, hostTarget });
}

/** Asks for the versions of client and server; what keeps the engine from answering, if anything does. */
function askEngine(engine: Engine, env: NodeJS.ProcessEnv): string | undefined {
  const { error, status, stderr } = spawnSync(engine, ['version'], { env, encoding: 'utf8' });
  if (error) return `${engine} is not installed`;
  if (status !== 0) return `${engine} says "${stderr.trim()}"`;
  return undefined;
}
