import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { startInTerminal } from '../../testing/start-in-terminal.ts';
import { logged, startProgram } from '../../testing/start-program.ts';
import { collectLog } from '../../testing/collect-log.ts';
import { until } from '../../testing/until.ts';

const main = join(import.meta.dirname, '../../../../apps/server-vps/src/main.ts');
const program = join(import.meta.dirname, '../../testing/programs/program.fixture.ts');

/** As long as DRAIN_TIMEOUT_MS lets it be, so that a test in which it passes fails. */
const DELAYED = { SHUTDOWN_DELAY_MS: '300000', DRAIN_TIMEOUT_MS: '600000' };
const CTRL_C = '\u0003';

jest.setTimeout(60_000);

/** Gathers what a stream says. */
function gather(stream: Readable): () => string {
  let read = '';
  stream.setEncoding('utf8').on('data', (text: string) => (read += text));
  return () => read;
}

async function originIn(screen: () => string): Promise<string> {
  const port = () => /listening .*"port":(\d+)/.exec(screen())?.[1];
  await until(() => port() !== undefined);
  return `http://127.0.0.1:${port()}`;
}

describe('the log in a terminal', () => {
  it('is readable and coloured from the first line on', async () => {
    using terminal = startInTerminal(main, { size: '80x24' });
    const screen = gather(terminal.reader.stdout);
    await fetch(`${await originIn(screen)}/%1b%5b2J`);
    await until(() => screen().includes('path'));
    const end = once(terminal.reader, 'exit');
    terminal.signal('SIGTERM');
    expect(await end).toEqual([0, null]);
    const lines = screen().trimEnd().split('\r\n');

    const record = /^\u001b\[2m\d\d:\d\d:\d\d\.\d{3}Z\u001b\[m \u001b\[32mINFO \u001b\[m /;
    expect(lines.filter((line) => !record.test(line))).toEqual([]);
    expect(lines[0]).toContain('starting');
    expect(lines.at(-1)).toContain('stopped');
  });

  it('has no colours with NO_COLOR', async () => {
    using terminal = startInTerminal(main, { size: '80x24', env: { NO_COLOR: '1' } });
    const screen = gather(terminal.reader.stdout);
    await originIn(screen);
    expect(screen()).toMatch(/^[\d:.]{12}Z INFO {2}starting version=/);
    expect(screen()).not.toContain('\u001b');
  });

  it('is JSON with LOG_FORMAT=json', async () => {
    using terminal = startInTerminal(main, { size: '80x24', env: { LOG_FORMAT: 'json' } });
    expect(await logged(terminal.reader, 'listening')).toMatchObject({ level: 'info' });
  });

  it('is readable from several threads', async () => {
    const env = { SERVING_THREADS: '2', NO_COLOR: '1', OPS_PORT: '0' };
    using terminal = startInTerminal(main, { size: '80x24', env });
    const screen = gather(terminal.reader.stdout);
    const origin = await originIn(screen);
    await until(() => /INFO {2}ready/.test(screen()));
    await fetch(`${origin}/`);
    await until(() => screen().includes('path=/'));
    expect(screen()).toMatch(/Z INFO {2}http: .* path=\/ .* status=200 /);
    expect(screen()).not.toContain('{"level"');
  });
});

describe('the log in a pipe', () => {
  it('is text with LOG_FORMAT=text, without colours', async () => {
    const piped = startProgram(main, { env: { LOG_FORMAT: 'text' } });
    const read = gather(piped.stdout);
    await originIn(read);
    piped.kill('SIGTERM');
    await once(piped, 'close');
    expect(read()).not.toContain('\u001b');
    expect(read()).toMatch(/^[\d:.]{12}Z INFO {2}starting version=/);
  });
});

describe('Ctrl-C', () => {
  it('ends without SHUTDOWN_DELAY_MS', async () => {
    using terminal = startInTerminal(main, { size: '80x24', env: DELAYED });
    const screen = gather(terminal.reader.stdout);
    await originIn(screen);
    const end = once(terminal.reader, 'exit');
    terminal.type(CTRL_C);
    expect(await end).toEqual([0, null]);
    expect(screen()).toMatch(/draining.*SIGINT.*0/);
  });

  it.each([{}, { SERVING_THREADS: '2' }])(
    'ends at once with 1 if pressed again, with %j',
    async (threads) => {
      using terminal = startInTerminal(program, { size: '80x24', env: { ...DELAYED, ...threads } });
      const screen = gather(terminal.reader.stdout);
      const response = await fetch(`${await originIn(screen)}/endless`);
      const end = once(terminal.reader, 'exit');
      terminal.type(CTRL_C);
      await until(() => screen().includes('stopping'));
      terminal.type(CTRL_C);
      expect(await end).toEqual([1, null]);
      await expect(response.text()).rejects.toThrow('terminated');
    },
  );

  it('differs from SIGTERM, which waits also in a terminal', async () => {
    using terminal = startInTerminal(main, { size: '80x24', env: DELAYED });
    const screen = gather(terminal.reader.stdout);
    await originIn(screen);
    const end = once(terminal.reader, 'exit');
    terminal.signal('SIGTERM');
    await until(() => /draining.*SIGTERM.*300000/.test(screen()));
    terminal.signal('SIGTERM');
    expect(await end).toEqual([1, null]);
  });

  it('is what SIGINT is only in a terminal: Nomad sends it, too', async () => {
    const piped = startProgram(main, { env: DELAYED });
    const log = collectLog(piped);
    await until(() => log().some(({ msg }) => msg === 'ready'));
    piped.kill('SIGINT');
    await until(() => log().some(({ msg }) => msg === 'draining'));
    expect(log().at(-1)).toMatchObject({ cause: 'SIGINT', delayMs: 300_000 });
    piped.kill('SIGINT');
    expect(await once(piped, 'close')).toEqual([1, null]);
  });
});
