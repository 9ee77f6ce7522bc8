import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkTypes } from '../testing/check-types.ts';
import { collectLog } from '../testing/collect-log.ts';
import { listening, startProgram } from '../testing/start-program.ts';
import { until } from '../testing/until.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/streams.md'), 'utf8');
const source = /```ts\n(?<code>[^]*?)```/.exec(page)?.groups?.['code'] ?? '';
const outputs = join(import.meta.dirname, '../test-output');
let folder: string;
let main: string;

beforeAll(() => {
  mkdirSync(outputs, { recursive: true });
  folder = mkdtempSync(join(outputs, 'streams-')); // in the workspace, so that its packages are found
  main = join(folder, 'main.ts');
  writeFileSync(main, source);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

jest.setTimeout(60_000);

describe('the service in docs/streams.md', () => {
  it('passes the type check of the workspace', () => {
    expect(checkTypes(folder)).toBe('');
  });

  it('ends its streams at SIGTERM, and exits with 0', async () => {
    const program = startProgram(main);
    const origin = await listening(program);
    const log = collectLog(program);
    const exited = once(program, 'exit');
    const stream = await fetch(`${origin}/clock`);
    program.kill('SIGTERM');
    expect(await stream.text()).toMatch(/^(data: [^\n]+Z\n\n)+$/);
    expect(await exited).toEqual([0, null]);
    await until(() => log().at(-1)?.['msg'] === 'stopped');
    expect(log()).toContainEqual(
      expect.objectContaining({ logger: 'clock', streams: 1, msg: 'ending the streams' }),
    );
  });
});
