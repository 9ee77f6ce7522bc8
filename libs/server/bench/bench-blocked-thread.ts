/**
 * `npx nx run server:bench-threads:blocked`: one of four serving threads is blocked for ten seconds under load.
 * Prints the 99th percentile of the connections to the others beside that of the ten seconds before, and what
 * became of the requests to the blocked one.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent } from 'node:http';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { askOn } from '../testing/ask-on.ts';
import { collectLog } from '../testing/collect-log.ts';
import { QUIET, type ProgramProcess } from '../testing/start-program.ts';
import { originOf } from '../testing/threads.ts';
import { until } from '../testing/until.ts';
import { describeLoad } from './render-table.ts';

const FIXTURE = join(import.meta.dirname, '../testing/programs/threads.fixture.ts');
const THREADS = 4;
const CONNECTIONS = 6 * THREADS;
/** Between the requests of a connection: the cores must not be full, with three threads as with four. */
const PAUSE_MS = 20;
const BLOCKED_MS = 10_000;
const WARM_UP_MS = 5_000;

const env = {
  ...QUIET,
  SERVING_THREADS: String(THREADS),
  LIVENESS_STALL_MS: String(BLOCKED_MS / 2), // the thread is replaced meanwhile
};

interface Connection {
  readonly agent: Agent;
  readonly thread: number;
  /** Durations of its answered requests, in milliseconds. */
  readonly durationsMs: number[];
  failures: number;
}

async function connect(origin: string): Promise<Connection> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { thread } = await askOn(`${origin}/thread`, agent);
  return { agent, thread, durationsMs: [], failures: 0 };
}

/** Sends requests on a connection, one after another; after a failure, on a new one. */
async function load(origin: string, connection: Connection, end: AbortSignal): Promise<void> {
  while (!end.aborted) {
    const startMs = performance.now();
    try {
      await askOn(`${origin}/thread`, connection.agent);
      connection.durationsMs.push(performance.now() - startMs);
    } catch {
      connection.failures += 1;
    }
    await sleep(PAUSE_MS);
  }
}

/** Returns the 99th percentile of what is measured from now on, in milliseconds. */
async function measureP99(connections: readonly Connection[], durationMs: number): Promise<number> {
  for (const { durationsMs } of connections) durationsMs.length = 0;
  await sleep(durationMs);
  const sorted = connections.flatMap(({ durationsMs }) => durationsMs).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.99)] ?? NaN;
}

function countFailures(connections: readonly Connection[]): string {
  const failures = connections.reduce((total, connection) => total + connection.failures, 0);
  return `${failures} on ${connections.length} connections`;
}

async function runTrial(origin: string, end: AbortSignal): Promise<void> {
  const connections: Connection[] = [];
  for (let count = 0; count < CONNECTIONS; count += 1) connections.push(await connect(origin));
  const blocking = await connect(origin);
  for (const connection of connections) void load(origin, connection, end);
  const own = connections.filter(({ thread }) => thread === blocking.thread);
  const others = connections.filter(({ thread }) => thread !== blocking.thread);
  await measureP99(connections, WARM_UP_MS); // of the compiler
  const undisturbedMs = await measureP99(others, BLOCKED_MS);
  void askOn(`${origin}/block?ms=${BLOCKED_MS}`, blocking.agent).catch(() => undefined); // cut
  const disturbedMs = await measureP99(others, BLOCKED_MS);
  console.log(
    `p99 of the others: ${undisturbedMs.toFixed(1)} ms, ${disturbedMs.toFixed(1)} ms while one is blocked: ` +
      `${(disturbedMs / undisturbedMs).toFixed(2)} times.\n` +
      `Failed requests: ${countFailures(others)} of the others, ${countFailures(own)} of the blocked one.`,
  );
}

const end = new AbortController();
const before = loadavg();
const program: ChildProcess = spawn(process.execPath, [FIXTURE], {
  env,
  stdio: ['ignore', 'pipe', 'inherit'],
});
const log = collectLog(program as ProgramProcess);
const lineWith = (message: string) => log().find(({ msg }) => msg === message);
try {
  await until(() => lineWith('ready') !== undefined);
  await runTrial(originOf(log()), end.signal);
  console.log(`Log: ${JSON.stringify(lineWith('serving thread ended, replacing it'))}`);
  console.log(describeLoad(before, loadavg()));
} finally {
  end.abort();
  const exited = once(program, 'exit');
  program.kill('SIGKILL');
  await exited;
}
