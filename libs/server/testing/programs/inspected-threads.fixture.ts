import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { captureCpuOf, captureHeapOf } from '../../src/management/diagnostics/capture-profiles.ts';
import { captureThread } from '../../src/management/diagnostics/capture-thread.ts';
import { readHeapUsed } from '../../src/management/diagnostics/stream-heap-dump.ts';

// Two serving threads, one in an endless loop, and a thread that inspects them; it prints what it finds.
interface ThreadData {
  readonly role: 'idle' | 'endless' | 'inspect';
  /** 1 while the main thread is to be blocked. */
  readonly isMainBlocked: Int32Array;
}

const time = { seconds: 1, signal: new AbortController().signal };
const cpuTime = { ...time, intervalUs: 1_000, isStuck: (thread: unknown) => thread === 2 };

/** Settles to the message of an error. */
async function outcomeOf(result: Promise<unknown>): Promise<unknown> {
  return result.catch((error: unknown) => String(error));
}

async function inspectAll(): Promise<object> {
  return {
    idle: await captureThread(1),
    endless: await captureThread(2),
    main: await captureThread('main'),
    absent: await outcomeOf(captureThread(3)),
    heapUsed: await readHeapUsed(2),
    cpu: await captureCpuOf([2], cpuTime),
    both: await captureCpuOf(['main', 1, 2, 3], cpuTime),
    heap: await captureHeapOf([1, 2], time),
  };
}

function loopForever(): void {
  for (;;);
}

function blockWhile(flag: Int32Array): void {
  while (Atomics.load(flag, 0) === 1);
}

if (isMainThread) {
  const isMainBlocked = new Int32Array(new SharedArrayBuffer(4));
  const start = (role: ThreadData['role'], name: string): Worker =>
    new Worker(import.meta.filename, {
      name,
      workerData: { role, isMainBlocked } satisfies ThreadData,
    });
  for (const [role, name] of [
    ['idle', 'serving-1'],
    ['endless', 'serving-2'],
  ] as const)
    await once(start(role, name), 'message');
  const inspector = start('inspect', 'management');
  inspector.on('message', (message) => {
    if (message === 'block') blockWhile(isMainBlocked);
    else process.stdout.write(`${JSON.stringify(message)}\n`, () => process.exit());
  });
} else {
  const { role, isMainBlocked } = workerData as ThreadData;
  parentPort?.on('message', () => undefined); // keeps the thread alive
  if (role !== 'inspect') parentPort?.postMessage('started');
  if (role === 'endless') setImmediate(loopForever);
  if (role === 'inspect') {
    const whileFree = await inspectAll();
    Atomics.store(isMainBlocked, 0, 1);
    parentPort?.postMessage('block');
    while (!JSON.stringify(await captureThread('main')).includes('blockWhile'));
    const whileBlocked = await inspectAll();
    Atomics.store(isMainBlocked, 0, 0);
    parentPort?.postMessage({ whileFree, whileBlocked });
  }
}
