/**
 * `npx nx run server:drain-trial`: stops the program under load, by clients on keep-alive connections that
 * retry nothing. Twenty times with fifty clients behind a load balancer that takes 300 ms to stop, where any
 * failed request fails it; then six times with twenty clients and without a delay, where a new connection is
 * refused but no request that was sent may be lost.
 */
import { join } from 'node:path';
import { runDrainTrial, type DrainTrial } from '../testing/run-drain-trial.ts';

interface Series extends DrainTrial {
  readonly runs: number;
  /** Whether a refused connection counts as a failed request. */
  readonly isRefusalLost: boolean;
}

const SERIES: Readonly<Record<string, Series>> = {
  'behind a load balancer': {
    runs: 20,
    clients: 50,
    balancerLagMs: 300,
    shutdownDelayMs: 800,
    isRefusalLost: true,
  },
  'without a delay': {
    runs: 6,
    clients: 20,
    balancerLagMs: 300,
    shutdownDelayMs: 0,
    isRefusalLost: false,
  },
};

const bundle = join(import.meta.dirname, '../../../dist/apps/server-vps/bundle/main.cjs');
for (const [name, series] of Object.entries(SERIES)) await runSeries(name, series);

async function runSeries(name: string, { runs, isRefusalLost, ...trial }: Series): Promise<void> {
  const total = { answered: 0, lost: 0 };
  for (let run = 1; run <= runs; run += 1) {
    const { answered, refused, failures, exitCode } = await runDrainTrial(bundle, trial);
    const lost = failures.length + (isRefusalLost ? refused : 0);
    total.answered += answered;
    total.lost += lost;
    console.log(
      `${name}, run ${run}: ${answered} answered, ${lost} lost, exit ${String(exitCode)}`,
    );
    if (lost > 0 || exitCode !== 0) process.exitCode = 1;
  }
  console.log(`${name}: ${runs} runs, ${total.answered} answered, ${total.lost} lost`);
}
