import { spawnSync } from 'node:child_process';
import { Fault } from '../../host/faults/fault.ts';

/** The container engines that are supported, in order of preference. */
export const ENGINES = ['docker', 'podman'] as const;

/** The command of a container engine. Podman accepts the same arguments as Docker. */
export type Engine = (typeof ENGINES)[number];

/**
 * Finds the container engine to use: docker if it responds, else podman. Docker without its daemon counts
 * as missing.
 *
 * @param hostTarget Nx target that builds without an engine, for the message.
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

/** Requests the versions of client and server. Returns the reason if the engine does not respond. */
function askEngine(engine: Engine, env: NodeJS.ProcessEnv): string | undefined {
  const { error, status, stderr } = spawnSync(engine, ['version'], { env, encoding: 'utf8' });
  if (error) return `${engine} is not installed`;
  if (status !== 0) return `${engine} reports "${stderr.trim()}"`;
  return undefined;
}
