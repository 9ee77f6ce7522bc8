import { createLog } from '../telemetry/log/log.ts';
import { createLifecycle } from './create-lifecycle.ts';
import { createReadiness } from './create-readiness.ts';

function createChecked(options: { readonly firstReadyLevel?: 'debug' } = {}) {
  const lines: Record<string, unknown>[] = [];
  const write = (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>);
  const log = createLog({ level: 'info', now: () => new Date(0), take: write });
  const lifecycle = createLifecycle(log);
  const readiness = createReadiness({ lifecycle, log, ...options });
  return { lifecycle, readiness, messages: () => lines.map(({ msg }) => msg), lines };
}

function failWith(reason: string) {
  return () => Promise.reject(new Error(reason));
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('createReadiness()', () => {
  it('is not ready before the first round, and ready after it if there are no checks', async () => {
    const { lifecycle, readiness } = createChecked();
    expect(readiness.state()).toEqual({ isReady: false, heldBackBy: [], checks: [] });
    await readiness.start();
    expect(lifecycle.phase()).toBe('ready');
    expect(readiness.state().isReady).toBe(true);
  });

  it('stays starting until every required check has passed', async () => {
    const { lifecycle, readiness, lines } = createChecked();
    const run = jest.fn().mockRejectedValueOnce(new Error('refused'));
    readiness.add({ name: 'database', isRequired: true, run });
    await readiness.start();
    expect(lifecycle.phase()).toBe('starting');
    await jest.advanceTimersByTimeAsync(5_000);
    expect(lifecycle.phase()).toBe('ready');
    expect(lines).toMatchObject([
      { level: 'warn', msg: 'not ready', failing: { database: 'refused' } },
      { level: 'info', msg: 'ready' },
    ]);
  });

  it('is ready even if an optional check fails, and names that check', async () => {
    const { readiness, lines } = createChecked();
    readiness.add({ name: 'mail', isRequired: false, run: failWith('refused') });
    await readiness.start();
    expect(readiness.state()).toEqual({
      isReady: true,
      heldBackBy: [],
      checks: [{ name: 'mail', isRequired: false, status: 'fail', reason: 'refused' }],
    });
    expect(lines).toMatchObject([{ msg: 'ready', failing: { mail: 'refused' } }]);
  });

  it('logs at info that it is ready again, whatever the level of its first line', async () => {
    const { readiness, lines } = createChecked({ firstReadyLevel: 'debug' });
    const run = jest.fn().mockResolvedValueOnce(undefined).mockRejectedValueOnce(new Error('gone'));
    readiness.add({ name: 'database', isRequired: true, run });
    await readiness.start();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(lines).toMatchObject([
      { level: 'warn', msg: 'not ready' },
      { level: 'info', msg: 'ready' },
    ]);
  });

  it('logs each change once, in either direction', async () => {
    const { lifecycle, readiness, messages } = createChecked();
    let isUp = true;
    readiness.add({
      name: 'database',
      isRequired: true,
      run: () => {
        if (!isUp) throw new Error('gone');
      },
    });
    await readiness.start();
    await jest.advanceTimersByTimeAsync(10_000);
    isUp = false;
    await jest.advanceTimersByTimeAsync(10_000);
    expect([readiness.state().isReady, lifecycle.phase()]).toEqual([false, 'ready']);
    isUp = true;
    await jest.advanceTimersByTimeAsync(10_000);
    expect(messages()).toEqual(['ready', 'not ready', 'ready']);
  });

  it('aborts and fails a check after two seconds', async () => {
    const { readiness } = createChecked();
    let given: AbortSignal | undefined;
    readiness.add({
      name: 'slow',
      isRequired: true,
      run: (signal) => {
        given = signal;
        return new Promise(() => undefined);
      },
    });
    const round = readiness.start();
    await jest.advanceTimersByTimeAsync(2_000);
    await round;
    expect(given?.aborted).toBe(true);
    expect(readiness.state().checks).toEqual([
      { name: 'slow', isRequired: true, status: 'fail', reason: 'not finished within 2000 ms' },
    ]);
  });

  it('is not ready once draining starts, without a log line about it', async () => {
    const { lifecycle, readiness, messages } = createChecked();
    await readiness.start();
    lifecycle.enter('draining');
    expect(readiness.state().isReady).toBe(false);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(messages()).toEqual(['ready']);
  });

  it('is not ready while a condition holds it back, without waiting for a round', async () => {
    const { readiness } = createChecked();
    let isShedding = false;
    readiness.holdBack('shedding', () => isShedding);
    await readiness.start();
    isShedding = true;
    expect(readiness.state()).toMatchObject({ isReady: false, heldBackBy: ['shedding'] });
  });

  it('never becomes ready if draining starts before the first round has ended', async () => {
    const { lifecycle, readiness, messages } = createChecked();
    const checked = Promise.withResolvers<undefined>();
    readiness.add({ name: 'late', isRequired: true, run: () => checked.promise });
    const round = readiness.start();
    lifecycle.enter('draining');
    checked.resolve(undefined);
    await round;
    expect(lifecycle.phase()).toBe('draining');
    expect(messages()).toEqual([]);
  });

  it('runs no check after stop()', async () => {
    const { readiness } = createChecked();
    const run = jest.fn();
    readiness.add({ name: 'database', isRequired: true, run });
    await readiness.start();
    readiness.stop();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(run).toHaveBeenCalledTimes(1);
  });
});
