import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mountFiles } from '../../../testing/mounted-volume.ts';
import { createLog } from '../../telemetry/log/log.ts';
import { createLifecycle } from '../create-lifecycle.ts';
import { keepFresh } from './keep-fresh.ts';

const folder = mkdtempSync(join(tmpdir(), 'keep-fresh-'));
const volume = join(folder, 'volume');
const path = join(volume, 'secret');

let lines: Record<string, unknown>[];
let found: string[];
let stop: () => void;
let lifecycle: ReturnType<typeof createLifecycle>;

function mount(content: string): void {
  writeFileSync(join(folder, content), content);
  mountFiles(volume, content, { secret: join(folder, content) });
}

beforeEach(() => {
  const real = ['setTimeout', 'setImmediate', 'nextTick', 'queueMicrotask', 'Date'] as const;
  jest.useFakeTimers({ doNotFake: [...real, 'hrtime', 'performance'] });
  [lines, found] = [[], []];
  const take = (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>);
  const log = createLog({ level: 'info', now: () => new Date(0), take });
  lifecycle = createLifecycle(log);
  mount('1');
  const renewOnce = (): Promise<void> => {
    found.push(readFileSync(path, 'utf8'));
    return Promise.resolve();
  };
  stop = keepFresh(renewOnce, { name: 'secret', lifecycle, log });
});
afterEach(() => {
  stop();
  jest.useRealTimers();
  rmSync(volume, { recursive: true });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function poll(): Promise<void> {
  jest.advanceTimersByTime(5_000);
  await new Promise(setImmediate);
}

describe('keepFresh()', () => {
  it('reads a mounted volume again every 5 s, until it is stopped', async () => {
    await poll();
    mount('2');
    await poll();
    stop();
    await poll();
    expect(found).toEqual(['1', '2']);
  });

  it('reads a mounted volume again at a reload', async () => {
    mount('2');
    expect(await lifecycle.reload()).toEqual([{ name: 'secret', reason: null }]);
    expect(found).toEqual(['2']);
  });

  it('logs a failure once, and the next one after a success', async () => {
    rmSync(path);
    await poll();
    await poll();
    const failure = {
      level: 'error',
      name: 'secret',
      reason: expect.stringContaining('ENOENT') as string,
      msg: 'renewal failed, keeping the old state',
    };
    expect(lines).toMatchObject([failure]);
    mount('2');
    await poll();
    rmSync(path);
    await poll();
    expect(lines).toMatchObject([failure, failure]);
  });
});
