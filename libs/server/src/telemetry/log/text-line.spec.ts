import { createTestClock } from '../../../testing/test-clock.ts';
import { SEVERITY } from './log-taps.ts';
import { createLoggers, type Loggers } from './loggers.ts';
import { createTextRenderer } from './text-line.ts';

/** The only escape sequences of coloured text: select graphic rendition. */

const COLOUR = /\u001b\[[\d;]*m/g;

function start(isColoured = false): { loggers: Loggers; written: () => string } {
  const lines: string[] = [];
  const sink = { write: (line: string) => void lines.push(line), push: () => undefined };
  const { now, monotonicMs, schedule } = createTestClock();
  const render = createTextRenderer(isColoured);
  const loggers = createLoggers({ now, monotonicMs, schedule, level: 'trace', sink, render });
  return { loggers, written: () => lines.join('') };
}

describe('createTextRenderer()', () => {
  it('renders time, level, logger, message and fields in one line', () => {
    const { loggers, written } = start();
    const facts = { method: 'GET', status: 200, ok: true, none: null, list: [1, 'a'] };
    loggers.named('http').info(facts, 'request completed');
    expect(written()).toBe(
      '23:36:00.000Z INFO  http: request completed method=GET status=200 ok=true none=null list=[1,"a"]\n',
    );
  });

  it('leaves out a logger and a message that are not there', () => {
    const { loggers, written } = start();
    loggers.root.warn({ a: 1 });
    expect(written()).toBe('23:36:00.000Z WARN  a=1\n');
  });

  it.each(['', 'two words', 'a=b', '"', "'", 'tab\there', 'one\ntwo', String.raw`back\slash`])(
    'quotes the value %j as JSON',
    (value) => {
      const { loggers, written } = start();
      loggers.root.info({ value }, 'x');
      const [, quoted = ''] = /^23:36:00\.000Z INFO {2}x value=(.*)\n$/.exec(written()) ?? [];
      expect(JSON.parse(quoted)).toBe(value);
    },
  );

  it('colours by level, and writes the same text', () => {
    const [plain, coloured] = [start(), start(true)];
    for (const { loggers } of [plain, coloured])
      for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const)
        loggers.named('db')[level]({ a: 1 }, 'read');
    expect(coloured.written().replaceAll(COLOUR, '')).toBe(plain.written());
    const colours = [...coloured.written().matchAll(/\[([\d;]+)m[A-Z]{4,5} ?\u001b/g)];
    expect(new Set(colours.map(([, colour]) => colour)).size).toBe(6);
    expect(coloured.written().split('\n')).toHaveLength(7);
  });

  it('shows the stack of an error below its line, and what else it has in the line', () => {
    const { loggers, written } = start();
    const error = Object.assign(new Error('lost\nagain'), { code: 'EIO' });
    error.stack = 'Error: lost\nagain\n    at read (a.ts:1:2)\n    at b.ts:3:4';
    loggers.root.error({ err: error, file: 'a' }, 'cannot read');
    expect(written()).toBe(
      '23:36:00.000Z ERROR cannot read err={"code":"EIO"} file=a\n' +
        '    err: Error: lost\n' +
        '      again\n' +
        '      at read (a.ts:1:2)\n' +
        '      at b.ts:3:4\n',
    );
  });

  const HOSTILE =
    '\u001b]0;title\u0007\u001b[2J\r\n\u0085\u009b31m\u202eevil\u2028\u007f\u0000\u200b';

  it.each([true, false])('lets no text control the terminal, coloured: %s', (isColoured) => {
    const { loggers, written } = start(isColoured);
    const error = new Error(HOSTILE);
    error.stack = `Error: ${HOSTILE}\n    at ${HOSTILE}`;
    const log = loggers.named(HOSTILE);
    log.error({ err: error, [HOSTILE]: HOSTILE, deep: { [HOSTILE]: [HOSTILE] } }, HOSTILE);
    const text = written().replaceAll(COLOUR, '');
    expect(text).not.toMatch(/[^\P{C}\n]|[\u2028\u2029]/u);
    expect(text.split('\n').filter((line) => !line.startsWith('    '))).toHaveLength(2);
    expect(text).toContain(String.raw`\u001b]0;title\u0007\u001b[2J`);
  });

  it('renders a line that is no object of JSON as it is, without control characters', () => {
    const render = createTextRenderer(false);
    expect(render('{"a":\u001b}\n', SEVERITY.info)).toBe('{"a":\\u001b}\n');
    expect(render('null\n', SEVERITY.info)).toBe('null\n');
  });

  it('leaves the recent lines and those of taps as JSON', () => {
    const { loggers } = start();
    const taken: string[] = [];
    loggers.listen({ level: 'info', logger: undefined, take: (line) => void taken.push(line) });
    loggers.root.info('one');
    for (const lines of [taken, loggers.recentLines()])
      expect(lines.map((line) => (JSON.parse(line) as { msg: string }).msg)).toEqual(['one']);
  });
});
