import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { logged, listening, startProgram } from './start-program.ts';

export interface DrainTrial {
  /** Milliseconds that the program serves on after SIGTERM. */
  readonly shutdownDelayMs: number;
  /** Milliseconds after which the balancer has seen that the program is unready. */
  readonly balancerLagMs: number;
  readonly clients: number;
}

export interface DrainOutcome {
  readonly answered: number;
  /** What went wrong with each request that got no whole answer by 200. */
  readonly failures: readonly string[];
  readonly exitCode: number | null;
}

/** How long the clients ask before the program is told to stop. */
const WARM_UP_MS = 200;

/**
 * Stops a program by SIGTERM while clients with connections that are kept alive ask it without a pause,
 * through a balancer that goes on sending for a while. No request is tried twice.
 */
export async function runDrainTrial(mainPath: string, trial: DrainTrial): Promise<DrainOutcome> {
  const env = { SHUTDOWN_DELAY_MS: String(trial.shutdownDelayMs), LOG_LEVEL: 'info' };
  const program = startProgram(mainPath, { env });
  const origin = await listening(program);
  const exited = once(program, 'exit');
  const agent = new Agent({ keepAlive: true });
  const failures: string[] = [];
  let answered = 0;
  let isSending = true;
  const clients = Array.from({ length: trial.clients }, async () => {
    while (isSending) {
      const failure = await ask(origin, agent);
      if (failure === undefined) answered += 1;
      else failures.push(failure);
    }
  });
  await sleep(WARM_UP_MS);
  program.kill('SIGTERM');
  await logged(program, 'draining');
  program.stdout.resume();
  await sleep(trial.balancerLagMs);
  isSending = false;
  await Promise.all(clients);
  await exited;
  agent.destroy();
  return { answered, failures, exitCode: program.exitCode };
}

/** @returns What went wrong, if anything. */
async function ask(origin: string, agent: Agent): Promise<string | undefined> {
  try {
    const [response] = (await once(get(origin, { agent }), 'response')) as [IncomingMessage];
    await once(response.resume(), 'end');
    return response.statusCode === 200 ? undefined : `status ${String(response.statusCode)}`;
  } catch (error) {
    await sleep(1); // a refused connection would be asked for again without an end
    return String(error);
  }
}
