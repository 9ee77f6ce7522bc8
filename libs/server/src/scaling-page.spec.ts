import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkTypes } from '../testing/check-types.ts';
import { startThreads, type ThreadsProgram } from '../testing/threads.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/scaling.md'), 'utf8');
const source = /```ts\n(?<code>[^]*?)```/.exec(page)?.groups?.['code'] ?? '';
const outputs = join(import.meta.dirname, '../test-output');

jest.setTimeout(60_000);

describe('the service in docs/scaling.md', () => {
  let folder: string;
  let running: ThreadsProgram | undefined;
  beforeAll(() => {
    mkdirSync(outputs, { recursive: true });
    folder = mkdtempSync(join(outputs, 'scaling-')); // in the workspace, so that its packages are found
    writeFileSync(join(folder, 'main.ts'), source);
  });
  afterAll(() => {
    running?.program.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  it('passes the type check of the workspace', () => {
    expect(checkTypes(folder)).toBe('');
  });

  it('counts in memory that its threads share', async () => {
    running = await startThreads(join(folder, 'main.ts'), { SERVING_THREADS: '2' });
    const answers: { readonly thread: number; readonly count: number }[] = [];
    for (let times = 0; times < 4; times += 1) {
      const response = await fetch(`${running.origin}/count`, { headers: { connection: 'close' } });
      answers.push((await response.json()) as (typeof answers)[number]);
    }
    expect(answers.map(({ count }) => count)).toEqual([1, 2, 3, 4]);
    expect(new Set(answers.map(({ thread }) => thread))).toEqual(new Set([1, 2]));
  });
});
