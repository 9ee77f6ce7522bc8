/**
 * `npx nx run server:restart-trial`: restarts the program by SIGUSR2 under load twenty times with one serving thread
 * and twenty times with two. A request that fails, or a connection that is refused, fails the trial.
 */
import { join } from 'node:path';
import { runRestartTrial } from '../testing/run-restart-trial.ts';

const RUNS = 20;

const bundle = join(import.meta.dirname, '../../../dist/apps/server-vps/bundle/main.cjs');
for (const threads of ['1', '2']) {
  const total = { answered: 0, failed: 0 };
  for (let run = 1; run <= RUNS; run += 1) {
    const { answered, failures, exitCode } = await runRestartTrial(bundle, {
      SERVING_THREADS: threads,
    });
    total.answered += answered;
    total.failed += failures.length;
    if (failures.length > 0 || exitCode !== 0) {
      console.log(`run ${run}: exit ${String(exitCode)}, ${[...new Set(failures)].join(', ')}`);
      process.exitCode = 1;
    }
  }
  console.log(
    `${threads} serving thread(s): ${RUNS} restarts, ${total.answered} answered, ${total.failed} failed`,
  );
}
