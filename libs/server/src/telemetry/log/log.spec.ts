import { createLog } from './log.ts';

function logged(
  level: 'info' | 'warn' | 'off',
  write: (log: ReturnType<typeof createLog>) => void,
): string {
  let text = '';
  const now = () => new Date('2026-11-21T23:36:00Z');
  write(createLog({ level, now, take: (line) => (text += line) }));
  return text;
}

describe('createLog()', () => {
  it('writes a line of JSON with level, time, facts and message, without host and pid', () => {
    expect(
      logged('info', (log) => {
        log.info({ port: 80 }, 'listening');
      }),
    ).toBe('{"level":"info","time":"2026-11-21T23:36:00.000Z","port":80,"msg":"listening"}\n');
  });

  it('skips lines less severe than its level', () => {
    expect(
      logged('warn', (log) => {
        log.info('no');
        log.warn('yes');
      }),
    ).toMatch(/^\{"level":"warn".*"yes"\}\n$/);
  });

  it('writes nothing at level off', () => {
    const written = logged('off', (log) => {
      log.fatal('no');
    });
    expect(written).toBe('');
  });

  it('writes an error with its stack', () => {
    const line = logged('info', (log) => {
      log.error({ err: new TypeError('broken') }, 'failed');
    });
    expect(JSON.parse(line)).toMatchObject({
      level: 'error',
      err: {
        type: 'TypeError',
        message: 'broken',
        stack: expect.stringContaining('log.spec') as string,
      },
    });
  });

  it.each(['a\nb', 'a\r\nb', '{"level":"fatal"}', '\u001b[31m', 'a\0b'])(
    'keeps %j in one line',
    (path) => {
      const line = logged('info', (log) => {
        log.info({ path }, 'request');
      });
      expect(line.trimEnd()).not.toMatch(/[\n\r\0\u001b]/);
      expect(JSON.parse(line)).toMatchObject({ path, level: 'info' });
    },
  );
});
