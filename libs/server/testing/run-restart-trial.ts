import { once } from 'node:events';
import { Agent } from 'node:http';
import { collectLog, type LogLine } from './collect-log.ts';
import { askOnce } from './run-drain-trial.ts';
import { startProgram } from './start-program.ts';
import { until } from './until.ts';

export interface RestartTrialResult {
  readonly answered: number;
  /** Cause of each request that did not get a complete response with status 200, refused connections included. */
  readonly failures: readonly string[];
  /** Exit status of the first process. */
  readonly exitCode: number | null;
  /** What both processes have logged. */
  readonly log: readonly LogLine[];
}

/** Clients on kept connections, and as many that open one for each request. */
const CLIENTS_OF_EACH_KIND = 10;

/** Requests that have to be answered before the restart, and again after the first process has ended. */
const ENOUGH = 200;

/** Longer than a start takes on a loaded machine, with all clients on it. */
const START_MS = 60_000;

/** Restarts a program by SIGUSR2 while clients send requests without a pause and retry nothing. */
export async function runRestartTrial(
  mainPath: string,
  env: Readonly<Record<string, string>>,
): Promise<RestartTrialResult> {
  const on = { LOG_LEVEL: 'info', ACCESS_LOG_RATIO: '0', SEAMLESS_RESTART: 'true' };
  const program = startProgram(mainPath, { env: { ...on, ...env } });
  const [exited, closed] = [once(program, 'exit'), once(program, 'close')];
  const log = collectLog(program);
  const lines = (message: string): readonly LogLine[] => log().filter(({ msg }) => msg === message);
  await until(() => lines('ready').length === 1, START_MS);
  const { port } = lines('listening')[0]?.['address'] as { readonly port: number };
  const load = startLoad(`http://127.0.0.1:${port}`);
  await until(() => load.answered() > ENOUGH, START_MS);
  program.kill('SIGUSR2');
  await exited;
  const before = load.answered();
  await until(() => load.answered() > before + ENOUGH, START_MS);
  const failures = await load.stop();
  const successor = lines('handing over')[0]?.['successor'];
  if (typeof successor === 'number') process.kill(successor, 'SIGTERM');
  await closed; // both have ended: they write to the same pipe
  return { answered: load.answered(), failures, exitCode: program.exitCode, log: log() };
}

function startLoad(origin: string) {
  const agent = new Agent({ keepAlive: true });
  const failures: string[] = [];
  let answered = 0;
  let isSending = true;
  async function send(by: Agent | false): Promise<void> {
    while (isSending) {
      const failure = await askOnce(origin, by);
      if (failure === undefined) answered += 1;
      else failures.push(failure);
    }
  }
  const kinds = Array.from({ length: CLIENTS_OF_EACH_KIND }, () => [agent, false] as const);
  const clients = kinds.flat().map(send);
  return {
    answered: () => answered,
    stop: async () => {
      isSending = false;
      await Promise.all(clients);
      agent.destroy();
      return failures;
    },
  };
}
