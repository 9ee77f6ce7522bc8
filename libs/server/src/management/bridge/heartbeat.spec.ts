import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { setTimeout } from 'node:timers/promises';
import { beat, createPulse, watchPulse } from './heartbeat.ts';

const monotonicMs = () => performance.now();

describe('the heartbeat of a thread', () => {
  it('stays young while its event loop turns, and ages while that is blocked', async () => {
    const pulse = createPulse();
    const worker = new Worker(
      `import { beat } from ${JSON.stringify(`file://${import.meta.dirname}/heartbeat.ts`)};
       import { parentPort, workerData } from 'node:worker_threads';
       beat(workerData);
       parentPort.on('message', () => { for (;;); });
       parentPort.postMessage('beating');`,
      { eval: true, workerData: pulse, execArgv: ['--input-type=module'] },
    );
    await once(worker, 'message');
    const watch = watchPulse(pulse, monotonicMs);
    while (watch.ageMs() > 50) await setTimeout(1);
    worker.postMessage('block');
    while (watch.ageMs() < 1_000) await setTimeout(10);
    await worker.terminate();
  });

  it('ages once it has ended', async () => {
    const pulse = createPulse();
    const watch = watchPulse(pulse, monotonicMs);
    beat(pulse)[Symbol.dispose]();
    while (watch.ageMs() < 300) await setTimeout(10);
    expect(watch.ageMs()).toBeGreaterThanOrEqual(300);
  });
});
