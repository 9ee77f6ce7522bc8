import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { setTimeout } from 'node:timers/promises';
import { createPulse, recordBeat, watchPulse } from './heartbeat.ts';

describe('the pulse of a thread', () => {
  it('has the age of its last beat', () => {
    let nowMs = 1_000;
    const pulse = createPulse(() => nowMs);
    const watch = watchPulse(pulse, () => nowMs);
    expect([watch.lastBeatMs(), watch.ageMs()]).toEqual([1_000, 0]);
    nowMs = 1_250.5;
    expect([watch.lastBeatMs(), watch.ageMs()]).toEqual([1_000, 250.5]);
    recordBeat(pulse, 1_250.5);
    expect([watch.lastBeatMs(), watch.ageMs()]).toEqual([1_250.5, 0]);
  });

  it('is seen in another thread, and ages while the event loop is blocked', async () => {
    const monotonicMs = () => Number(process.hrtime.bigint()) / 1e6;
    const pulse = createPulse(monotonicMs);
    const worker = new Worker(
      `import { recordBeat } from ${JSON.stringify(`file://${import.meta.dirname}/heartbeat.ts`)};
       import { parentPort, workerData } from 'node:worker_threads';
       setInterval(() => recordBeat(workerData, Number(process.hrtime.bigint()) / 1e6), 10);
       parentPort.on('message', () => { for (;;); });
       parentPort.postMessage('beating');`,
      { eval: true, workerData: pulse, execArgv: ['--input-type=module'] },
    );
    await once(worker, 'message');
    const watch = watchPulse(pulse, monotonicMs);
    const firstMs = watch.lastBeatMs();
    while (watch.lastBeatMs() === firstMs) await setTimeout(1);
    worker.postMessage('block');
    while (watch.ageMs() < 500) await setTimeout(10);
    await worker.terminate();
  });
});
