import { AppFault } from '../world/faults/app-fault.ts';
import { createLog } from '../telemetry/log/log.ts';
import { createLifecycle } from './create-lifecycle.ts';

function createLogged() {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>);
  const log = createLog({ level: 'info', now: () => new Date(0), take: write });
  return { lifecycle: createLifecycle(log), lines };
}

describe('createLifecycle()', () => {
  it('starts in the phase starting and enters the given phase', () => {
    const { lifecycle } = createLogged();
    expect(lifecycle.phase()).toBe('starting');
    lifecycle.enter('ready');
    expect(lifecycle.phase()).toBe('ready');
  });
});

describe('runHooks()', () => {
  it('runs one hook at a time, the latest first', async () => {
    const { lifecycle } = createLogged();
    const order: string[] = [];
    for (const name of ['first', 'second', 'third'])
      lifecycle.onShutdown({
        name,
        deadlineMs: 1_000,
        run: async () => {
          order.push(`${name} begins`);
          await Promise.resolve();
          order.push(`${name} ends`);
        },
      });
    await lifecycle.runHooks();
    expect(order).toEqual(
      ['third', 'second', 'first'].flatMap((name) => [`${name} begins`, `${name} ends`]),
    );
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('broken');
      },
      'broken',
    ],
    ['rejects', () => Promise.reject(new Error('broken')), 'broken'],
    ['is late', () => new Promise<void>(() => undefined), 'not finished within 1 ms'],
  ])('logs a hook that %s, and runs the next', async (_, run, message) => {
    const { lifecycle, lines } = createLogged();
    const next = jest.fn();
    lifecycle.onShutdown({ name: 'next', run: next, deadlineMs: 1_000 });
    lifecycle.onShutdown({ name: 'failing', run, deadlineMs: 1 });
    await lifecycle.runHooks();
    expect(next).toHaveBeenCalledTimes(1);
    expect(lines).toMatchObject([
      { name: 'failing', err: { message }, msg: 'shutdown hook failed, ignoring' },
    ]);
  });

  it('logs an AppFault of a hook as its sentence', async () => {
    const { lifecycle, lines } = createLogged();
    const run = () => Promise.reject(new AppFault('Cannot flush the outbox: the broker is gone'));
    lifecycle.onShutdown({ name: 'outbox', run, deadlineMs: 1_000 });
    await lifecycle.runHooks();
    expect(lines).toEqual([
      expect.objectContaining({
        name: 'outbox',
        reason: 'Cannot flush the outbox: the broker is gone',
      }),
    ]);
    expect(lines[0]).not.toHaveProperty('err');
  });

  it('runs each hook once', async () => {
    const { lifecycle } = createLogged();
    const run = jest.fn();
    lifecycle.onShutdown({ name: 'once', run, deadlineMs: 1_000 });
    await lifecycle.runHooks();
    await lifecycle.runHooks();
    expect(run).toHaveBeenCalledTimes(1);
  });
});

describe('onDrain()', () => {
  it('runs each function once, at the start of the drain', () => {
    const { lifecycle } = createLogged();
    const run = jest.fn();
    lifecycle.onDrain('streams', run);
    lifecycle.enter('ready');
    expect(run).not.toHaveBeenCalled();
    lifecycle.enter('draining');
    lifecycle.enter('stopping');
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('runs a function at once that is registered later', () => {
    const { lifecycle } = createLogged();
    lifecycle.enter('draining');
    const run = jest.fn();
    lifecycle.onDrain('streams', run);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('logs a failure, and runs the rest', async () => {
    const { lifecycle, lines } = createLogged();
    const run = jest.fn();
    lifecycle.onDrain('broken', () => {
      throw new Error('broken');
    });
    lifecycle.onDrain('registry', () =>
      Promise.reject(new AppFault('Cannot deregister: no route')),
    );
    lifecycle.onDrain('streams', run);
    lifecycle.enter('draining');
    await new Promise(setImmediate);
    expect(run).toHaveBeenCalledTimes(1);
    expect(lines).toMatchObject([
      { name: 'broken', err: { message: 'broken' }, msg: 'drain hook failed, ignoring' },
      { name: 'registry', reason: 'Cannot deregister: no route' },
    ]);
  });
});

describe('reload()', () => {
  it('logs a reload that fails, and runs the next', async () => {
    const { lifecycle, lines } = createLogged();
    lifecycle.onReload('files', () => {
      throw new AppFault('Cannot read rules.json: no such file');
    });
    lifecycle.onReload('rest', () => undefined);
    await lifecycle.reload();
    expect(lines).toMatchObject([
      {
        name: 'files',
        reason: 'Cannot read rules.json: no such file',
        msg: 'reload failed, keeping the old state',
      },
      { name: 'rest', msg: 'reloaded' },
    ]);
  });

  it('does not run concurrently with another', async () => {
    const { lifecycle } = createLogged();
    const reads = [Promise.withResolvers<undefined>(), Promise.withResolvers<undefined>()];
    let begun = 0;
    lifecycle.onReload('files', () => reads[begun++]?.promise);
    const first = lifecycle.reload();
    const second = lifecycle.reload();
    await Promise.resolve();
    await Promise.resolve();
    expect(begun).toBe(1);
    for (const { resolve } of reads) resolve(undefined);
    await Promise.all([first, second]);
    expect(begun).toBe(2);
  });
});
