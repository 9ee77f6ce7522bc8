import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  startInTerminal,
  type TerminalInput,
  type TerminalProgram,
} from '../../../../testing/start-in-terminal.ts';
import { startTopServer, type TopServer } from '../../../../testing/top-server.ts';
import { until } from '../../../../testing/until.ts';

const main = join(import.meta.dirname, '../../../../../../apps/server-vps/src/main.ts');

const ENTER = '\u001b[?1049h\u001b[?25l';
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l';

jest.setTimeout(60_000);

let top: TopServer;
beforeEach(async () => {
  top = await startTopServer();
});
afterEach(() => {
  top[Symbol.dispose]();
});

interface Shown extends TerminalProgram {
  readonly screen: () => string;
  /** The frames drawn so far, without colours, as lines. */
  readonly frames: () => readonly (readonly string[])[];
  readonly ended: Promise<unknown[]>;
}

function show(input: TerminalInput = {}): Shown {
  const terminal = startInTerminal(main, {
    size: '80x24',
    args: ['top'],
    ...input,
    env: { ADMIN_SOCKET: top.socketPath, ...input.env },
  });
  let screen = '';
  terminal.reader.stdout.setEncoding('utf8').on('data', (read: string) => (screen += read));
  return {
    ...terminal,
    screen: () => screen,
    frames: () =>
      screen
        .split('\u001b[H')
        .slice(1)
        .map((frame) => frame.replaceAll(/\u001b\[[\d;]*[mK]/g, '').split(/\r+\n/)),
    ended: once(terminal.reader, 'exit'),
  };
}

describe('top in a terminal', () => {
  it.each([
    ['q', 'q'],
    ['Ctrl-C', '\u0003'],
  ])('draws the whole screen until %s, and leaves it as it was', async (_name, key) => {
    using terminal = show();
    await until(() => terminal.frames().length > 1);
    terminal.type(`x\u001b[A${key}`);
    expect(await terminal.ended).toEqual([0, null]);
    const [frame = []] = terminal.frames();
    expect(frame[0]).toMatch(/^example 1\.2\.3 {2}ready/);
    expect(frame).toHaveLength(24);
    expect(terminal.screen().startsWith(ENTER)).toBe(true);
    expect(terminal.screen().endsWith(LEAVE)).toBe(true);
  });

  it('lets a hostile route emit no control sequence', async () => {
    using terminal = show();
    await until(() => terminal.frames().length > 0);
    terminal.type('q');
    await terminal.ended;
    const controls = new Set(terminal.screen().match(/\u001b[^A-Za-z]*[A-Za-z]|[^\P{C}\r\n]/gu));
    const known = /^\u001b\[(\?(1049|25|7)[hl]|2J|H|K|[\d;]*m)$/;
    expect([...controls].filter((control) => !known.test(control))).toEqual([]);
  });

  it('has no colours with NO_COLOR', async () => {
    using terminal = show({ env: { NO_COLOR: '1' } });
    await until(() => terminal.frames().length > 0);
    expect(terminal.screen()).not.toMatch(/\u001b\[[\d;]*m/);
  });

  it('is drawn again when the terminal changes its size', async () => {
    using terminal = show({ args: ['top', '--interval=3600'] });
    await until(() => terminal.frames().length === 1);
    terminal.resize('40x15');
    await until(() => terminal.frames()[1]?.length === 15);
    const [, frame = []] = terminal.frames();
    expect(frame[1]).toBe('requests/s     1475  errors/s          0');
  });

  it('leaves the screen at SIGTERM', async () => {
    using terminal = show();
    await until(() => terminal.frames().length > 0);
    terminal.signal('SIGTERM');
    expect(await terminal.ended).toEqual([0, null]);
    expect(terminal.screen().endsWith(LEAVE)).toBe(true);
  });

  it('leaves the screen, and says why, when the server goes', async () => {
    using terminal = show();
    const said = text(terminal.reader.stderr);
    await until(() => terminal.frames().length > 0);
    top.server.close().closeAllConnections();
    expect(await terminal.ended).toEqual([69, null]);
    expect(terminal.screen().endsWith(LEAVE)).toBe(true);
    expect(await said).toMatch(/^server-vps: Cannot re[^\n]*\n$/);
  });

  it('says that an answer is late, and still quits', async () => {
    using terminal = show();
    await until(() => terminal.frames().length > 0);
    top.answer('/health', () => new Promise(() => undefined));
    await until(() => terminal.screen().includes('No answer for '));
    terminal.type('q');
    expect(await terminal.ended).toEqual([0, null]);
  });

  it('ends at once when the terminal is closed', async () => {
    using terminal = show({ args: ['top', '--interval=3600'] });
    await until(() => terminal.frames().length > 0);
    terminal.hangUp();
    expect(await terminal.ended).toEqual([0, null]);
  });

  it('prints one frame with --once, and leaves the screen alone', async () => {
    using terminal = show({ args: ['top', '--once'] });
    expect(await terminal.ended).toEqual([0, null]);
    expect(terminal.screen()).not.toContain('\u001b[?');
    expect(terminal.screen()).toContain('example 1.2.3');
  });
});
