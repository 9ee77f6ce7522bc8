/**
 * `npx nx run server:drain-trial`: stops the program twenty times while fifty clients on keep-alive
 * connections send requests through a load balancer that takes 300 ms to stop. Any failed request fails it.
 */
import { join } from 'node:path';
import { runDrainTrial } from '../testing/run-drain-trial.ts';

const RUN_COUNT = 20;
const TRIAL = { clients: 50, balancerLagMs: 300, shutdownDelayMs: 800 };

const bundle = join(import.meta.dirname, '../../../dist/apps/server-vps/bundle/main.cjs');
let answered = 0;
let failed = 0;
for (let run = 1; run <= RUN_COUNT; run += 1) {
  const outcome = await runDrainTrial(bundle, TRIAL);
  answered += outcome.answered;
  failed += outcome.failures.length;
  console.log(
    `run ${run}: ${outcome.answered} answered, ${outcome.failures.length} failed, exit ${String(outcome.exitCode)}`,
  );
  if (outcome.failures.length > 0 || outcome.exitCode !== 0) process.exitCode = 1;
}
console.log(`${RUN_COUNT} runs: ${answered} answered, ${failed} failed`);
