import { once } from 'node:events';
import { accessSync, appendFileSync, readFileSync } from 'node:fs';
import { nodeWorld } from '../../src/world/node-world.ts';
import { adoptSocket } from '../../src/lifecycle/listen/adopt-socket.ts';
import { AppFault } from '../../src/world/faults/app-fault.ts';
import { runServer } from '../../src/program/run-server.ts';

// A program whose serving threads fail as a test asks. EVENTS_FILE gets a line for each hook that runs; the
// required check passes while CHECK_FILE exists; reading PIPE, which has no writer, never returns. With BROKEN_METRIC
// its metrics cannot be read.
const {
  BROKEN_METRIC,
  EVENTS_FILE,
  FAIL_START,
  ONCE_RESULT,
  CHECK_FILE,
  PIPE = '',
  RELOAD_MS = '0',
} = process.env;

function note(event: string): void {
  if (EVENTS_FILE !== undefined) appendFileSync(EVENTS_FILE, `${event}\n`);
}

/** Takes memory until the thread has none. */
function exhaust(): never {
  const taken: unknown[] = [];
  for (;;) taken.push({ text: `${String(taken.length)} bytes`, more: [1, 2, 3] });
}

function block(durationMs: number): void {
  const endMs = Date.now() + durationMs;
  while (Date.now() < endMs); // a call that has no frame of its own in a stack
}

/** Fails or hangs in the start of a thread, which is the given one since the start of the process. */
async function failStart(startCount: number): Promise<void> {
  const isReplacement = startCount > 2;
  if (FAIL_START === 'replacement' && startCount === 3) throw new Error('failed once');
  if (FAIL_START === 'hang' || (FAIL_START === 'hang later' && isReplacement))
    await new Promise(() => undefined);
  if (FAIL_START === 'block later' && isReplacement) block(1_000_000);
  if (FAIL_START === 'native') readFileSync(PIPE);
}

void runServer(nodeWorld(process), {
  name: 'threads',
  version: '0.0.0',
  listen: adoptSocket,
  once: ({ lifecycle }) => {
    note('once');
    lifecycle.onShutdown({
      name: 'main',
      deadlineMs: 1_000,
      run: () => {
        note('shutdown main');
      },
    });
    return ONCE_RESULT === 'function' ? () => undefined : { counter: new SharedArrayBuffer(4) };
  },
  routes: async ({ lifecycle, readiness, thread, shared, log, metrics, settings }) => {
    if (FAIL_START === 'fault')
      throw new AppFault('Cannot find the stars; wait for the night', { exitCode: 66 });
    if (FAIL_START === 'defect') throw new TypeError('not a star');
    const { counter } = shared as { readonly counter: SharedArrayBuffer };
    const starts = Atomics.add(new Int32Array(counter), 0, 1) + 1;
    await failStart(starts);
    if (CHECK_FILE !== undefined)
      readiness.add({
        name: 'file',
        isRequired: true,
        run: () => {
          accessSync(CHECK_FILE);
        },
      });
    const requests = metrics.counter({
      name: 'app.requests',
      unit: '{request}',
      description: 'Requests.',
    })();
    if (BROKEN_METRIC !== undefined)
      metrics.observe({ name: 'app.broken', unit: '', description: '', kind: 'gauge' }, () => {
        throw new Error('cannot be read');
      });
    note(`routes ${String(thread)}`);
    log('app').debug({ by: thread }, 'assembling');
    lifecycle.onDrain('app', () => {
      note(`drain ${String(thread)}`);
    });
    lifecycle.onReload('rules', async () => {
      await new Promise((resolve) => setTimeout(resolve, Number(RELOAD_MS)));
      note(`reload ${String(thread)}`);
    });
    lifecycle.onShutdown({
      name: 'app',
      deadlineMs: 1_000,
      run: () => {
        note(`shutdown ${String(thread)}`);
      },
    });
    const { Router } = await import('express');
    return Router()
      .use((_request, _response, next) => {
        requests.add(1);
        next();
      })
      .get('/thread', (_request, response) => {
        response.json({ thread, starts: Atomics.load(new Int32Array(counter), 0) });
      })
      .get('/settings', (_request, response) => {
        const { maxHeaders, maxRequestsInFlight } = settings;
        response.json({ thread, maxHeaders, maxRequestsInFlight });
      })
      .get('/log', (_request, response) => {
        log('app').debug({ by: thread }, 'whispered');
        response.json({ thread });
      })
      .get('/slow', async (_request, response) => {
        response.write('begin ');
        await new Promise((resolve) => setTimeout(resolve, 300));
        response.end('end');
      })
      .get('/wait', async (request, response) => {
        response.write('waiting');
        await once(request.draining, 'abort');
        response.end(' done');
      })
      .get('/block', (request, response) => {
        note(`block ${String(thread)}`);
        block(Number(request.query['ms']));
        response.json({ thread });
      })
      .get('/throw', (_request, response) => {
        response.on('finish', () => {
          throw new Error(`thrown in thread ${String(thread)}`);
        });
        response.json({ thread });
      })
      .get('/throw-in-drain', (request, response) => {
        request.draining.addEventListener('abort', () => {
          response.on('finish', () => {
            throw new Error(`thrown in the drain of thread ${String(thread)}`);
          });
          response.end('done');
        });
        response.flushHeaders();
      })
      .get('/exhaust-in-drain', (request) => {
        request.draining.addEventListener('abort', () => exhaust());
        log('app').info('drain me');
      })
      .get('/native', () => void readFileSync(PIPE))
      .get('/wait-atomic', () => {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      })
      .get('/backtrack', () => void /^(a+)+$/.test(`${'a'.repeat(60)}b`))
      .get('/exhaust', () => exhaust())
      .get('/exit', () => process.exit(3));
  },
}).then((exitCode) => {
  process.exit(exitCode);
});
