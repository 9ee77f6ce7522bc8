import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { logged, listening, startProgram } from './start-program.ts';

export interface DrainTrial {
  /** Milliseconds that the program keeps serving after SIGTERM. */
  readonly shutdownDelayMs: number;
  /** Milliseconds until the load balancer notices that the program is not ready, or has ended. */
  readonly balancerLagMs: number;
  readonly clients: number;
  /** Connects other clients; returns once they are connected. */
  readonly connectOthers?: (origin: string) => Promise<void>;
  /** Environment of the program, in addition. */
  readonly env?: Readonly<Record<string, string>>;
}

export interface DrainTrialResult {
  readonly answered: number;
  /** Number of requests that were never sent, because their connection was refused. */
  readonly refused: number;
  /** Cause of each request that was sent and did not get a complete response with status 200. */
  readonly failures: readonly string[];
  readonly exitCode: number | null;
}

/** How long the clients send requests before SIGTERM. */
const WARM_UP_MS = 200;

/**
 * Stops a program by SIGTERM while clients on keep-alive connections send requests without a pause, as
 * through a load balancer that keeps sending for a while. No request is retried.
 */
export async function runDrainTrial(
  mainPath: string,
  trial: DrainTrial,
): Promise<DrainTrialResult> {
  const env = {
    SHUTDOWN_DELAY_MS: String(trial.shutdownDelayMs),
    LOG_LEVEL: 'info',
    ...trial.env,
  };
  const program = startProgram(mainPath, { env });
  const origin = await listening(program);
  const exited = once(program, 'exit');
  await trial.connectOthers?.(origin);
  const agent = new Agent({ keepAlive: true });
  const failures: string[] = [];
  let answered = 0;
  let refused = 0;
  let isSending = true;
  const clients = Array.from({ length: trial.clients }, async () => {
    while (isSending) {
      const failure = await askOnce(origin, agent);
      if (failure === undefined) answered += 1;
      else if (failure.includes('ECONNREFUSED')) refused += 1;
      else failures.push(failure);
    }
  });
  await sleep(WARM_UP_MS);
  program.kill('SIGTERM');
  await logged(program, 'draining');
  program.stdout.resume();
  await Promise.race([exited, sleep(trial.balancerLagMs, undefined, { ref: false })]);
  isSending = false;
  await Promise.all(clients);
  await exited;
  agent.destroy();
  return { answered, refused, failures, exitCode: program.exitCode };
}

/**
 * Sends a request, on a connection of the agent or, with false, on a new one.
 *
 * @returns Why it failed; undefined if it succeeded.
 */
export async function askOnce(origin: string, agent: Agent | false): Promise<string | undefined> {
  try {
    const [response] = (await once(get(origin, { agent }), 'response')) as [IncomingMessage];
    await once(response.resume(), 'end');
    return response.statusCode === 200 ? undefined : `status ${String(response.statusCode)}`;
  } catch (error) {
    await sleep(1); // otherwise refused connections would be retried in a busy loop
    return String(error);
  }
}
