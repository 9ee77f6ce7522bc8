import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import { Agent as SecureAgent, get as getSecure } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { logged, listening, startProgram } from './start-program.ts';
import { until } from './until.ts';

export interface DrainTrial {
  /** Milliseconds that the program keeps serving after SIGTERM. */
  readonly shutdownDelayMs: number;
  /** Milliseconds until the load balancer notices that the program is not ready, or has ended. */
  readonly balancerLagMs: number;
  readonly clients: number;
  /** Certificate of the program, in PEM, if it speaks TLS. */
  readonly ca?: string;
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
  /** When SIGTERM was sent, by performance.now(). */
  readonly stoppedAtMs: number;
}

/** Requests of each client before SIGTERM, on average. */
const WARM_UP_REQUESTS = 4;

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
  const plain = await listening(program);
  const origin = trial.ca === undefined ? plain : plain.replace('http', 'https');
  const exited = once(program, 'exit');
  await trial.connectOthers?.(origin);
  const agent = createAgent(trial.ca);
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
  await until(() => answered + refused + failures.length >= WARM_UP_REQUESTS * trial.clients);
  const stoppedAtMs = performance.now();
  program.kill('SIGTERM');
  await logged(program, 'draining');
  program.stdout.resume();
  await Promise.race([exited, sleep(trial.balancerLagMs, undefined, { ref: false })]);
  isSending = false;
  await Promise.all(clients);
  await exited;
  agent.destroy();
  return { answered, refused, failures, exitCode: program.exitCode, stoppedAtMs };
}

function createAgent(ca: string | undefined): Agent {
  if (ca === undefined) return new Agent({ keepAlive: true });
  return new SecureAgent({ keepAlive: true, ca, servername: 'localhost' });
}

/**
 * Sends a request, on a connection of the agent or, with false, on a new one.
 *
 * @returns Why it failed; undefined if it succeeded.
 */
export async function askOnce(origin: string, agent: Agent | false): Promise<string | undefined> {
  const send = origin.startsWith('https:') ? getSecure : get;
  try {
    const [response] = (await once(send(origin, { agent }), 'response')) as [IncomingMessage];
    await once(response.resume(), 'end');
    return response.statusCode === 200 ? undefined : `status ${String(response.statusCode)}`;
  } catch (error) {
    await sleep(1); // otherwise refused connections would be retried in a busy loop
    return String(error);
  }
}
