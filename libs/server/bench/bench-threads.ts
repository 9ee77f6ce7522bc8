/**
 * `npx nx run server:bench-threads`: compares 1 and 2 serving threads on two cores, which they share with the
 * client: a handler that takes 1 ms of processor time, and GET /. The numbers of threads take turns, so that
 * other load on the machine affects both equally; for GET /, so does the least that node:http can do in
 * threads. With `--quick`, two short rounds take about a minute.
 */
import { pbkdf2Sync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contender, Figures } from './contender.ts';
import { isQuickRun } from './is-quick.ts';
import { bundlePeer } from './node-peer.ts';
import { describeLoad, renderTable } from './render-table.ts';
import { runRounds } from './run-rounds.ts';

const isQuick = isQuickRun(process.argv);
const ROUNDS = { roundCount: isQuick ? 2 : 5, seconds: isQuick ? 2 : 4, connectionCount: 32 };
const FIRST_PORT = 17_300;
const CORES = '0,1';

const folder = mkdtempSync(join(tmpdir(), 'bench-threads-'));
const peer = bundlePeer('1 thread', join(import.meta.dirname, 'peers/threads.ts'), folder);
const env = { WORK_ITERATIONS: String(iterationsOf(1)) };
const one: Contender = { ...peer, cores: CORES, env: { ...env, SERVING_THREADS: '1' } };
const two: Contender = { ...one, name: '2 threads', env: { ...env, SERVING_THREADS: '2' } };
const bare: Contender = {
  ...bundlePeer('bare node:http', join(import.meta.dirname, 'peers/bare-threads.ts'), folder),
  cores: CORES,
  env: one.env ?? {},
};
const bareTwo: Contender = { ...bare, name: 'bare, 2 threads', env: two.env ?? {} };

/** Returns the iterations of PBKDF2 that take a number of milliseconds here. */
function iterationsOf(durationMs: number): number {
  const probe = 200_000;
  pbkdf2Sync('password', 'salt', probe, 32, 'sha256'); // warms up
  const startMs = performance.now();
  pbkdf2Sync('password', 'salt', probe, 32, 'sha256');
  return Math.round((probe * durationMs) / (performance.now() - startMs));
}

function throughputOf(figures: readonly Figures[] = []): number {
  const sorted = figures.map(({ requestsPerSecond }) => requestsPerSecond).sort((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? NaN;
}

const before = loadavg();
try {
  for (const [title, path, peers] of [
    ['A handler of 1 ms', '/work', []],
    ['GET /', '/', [bare, bareTwo]],
  ] as const) {
    const runs = await runRounds([one, two, ...peers], { ...ROUNDS, path, port: FIRST_PORT });
    const [single, double] = [throughputOf(runs.get(one)), throughputOf(runs.get(two))];
    console.log(`\n${title}\n\n${renderTable(runs, one)}`);
    console.log(
      `Requests per second: ${single.toFixed(0)} with 1 thread, ${double.toFixed(0)} with 2: ${(double / single).toFixed(2)} times.\n`,
    );
  }
  console.log(describeLoad(before, loadavg()));
} finally {
  rmSync(folder, { recursive: true });
}
