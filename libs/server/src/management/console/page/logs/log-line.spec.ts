import { createLogFilter, parseLogLine, renderField, type LogFilter } from './log-line.ts';

const HTTP =
  '{"level":"info","time":"2026-11-30T23:16:13.919Z","logger":"http","requestId":"r-1","method":"GET","status":200,"msg":"request"}';

describe('parseLogLine()', () => {
  it('separates what every line has from its other fields', () => {
    expect(parseLogLine(HTTP)).toEqual({
      text: HTTP,
      time: '2026-11-30T23:16:13.919Z',
      level: 'info',
      logger: 'http',
      requestId: 'r-1',
      message: 'request',
      stack: undefined,
      fields: { method: 'GET', status: 200 },
    });
  });

  it('reads a line with a syslog prefix', () => {
    expect(parseLogLine(`<6>${HTTP}`)).toMatchObject({ level: 'info', message: 'request' });
  });

  it.each(['', 'plain text', '{"level":', '[1]', 'null', '7'])(
    'shows %j, which is no object, as it is',
    (text) => {
      expect(parseLogLine(text)).toMatchObject({ message: text, level: '', requestId: undefined });
    },
  );

  it('takes the stack out of a logged error', () => {
    const err = { type: 'Error', message: 'broke', stack: 'Error: broke\n    at f (a.ts:1:2)' };
    const line = JSON.stringify({ level: 'error', err, attempt: 2, msg: 'failed' });
    expect(parseLogLine(line)).toMatchObject({ stack: err.stack, fields: { attempt: 2 } });
  });

  it.each(['broke', { message: 'broke' }])('leaves the error %j, which has none', (err) => {
    const { stack, fields } = parseLogLine(JSON.stringify({ err, msg: 'failed' }));
    expect([stack, fields]).toEqual([undefined, { err }]);
  });

  it('says how many lines were lost', () => {
    expect(parseLogLine('{"dropped":3}').message).toBe('3 lines were dropped, too many to send');
  });

  it('renders values of other types, which a logger may write', () => {
    expect(parseLogLine('{"level":30,"msg":{"a":1}}')).toMatchObject({
      level: '30',
      message: '{"a":1}',
    });
  });
});

describe('renderField()', () => {
  it.each([
    ['GET', 'GET'],
    ['<script>', '<script>'],
    ['two words', '"two words"'],
    ['tab\there', '"tab\\there"'],
    ['', '""'],
    [7, '7'],
    [null, 'null'],
    [{ a: [1] }, '{"a":[1]}'],
  ])('renders %j as %j', (value, text) => {
    expect(renderField(value)).toBe(text);
  });
});

describe('createLogFilter()', () => {
  const ALL: LogFilter = { level: 'trace', logger: '', text: '', requestId: '' };
  const line = parseLogLine(HTTP);

  it.each<[Partial<LogFilter>, boolean]>([
    [{}, true],
    [{ level: 'info' }, true],
    [{ level: 'warn' }, false],
    [{ logger: 'http' }, true],
    [{ logger: 'htt' }, false],
    [{ text: 'REQUEST' }, true],
    [{ text: 'other' }, false],
    [{ requestId: 'r-1' }, true],
    [{ requestId: 'r-' }, false],
  ])('judges a line by %j', (filter, passes) => {
    expect(createLogFilter({ ...ALL, ...filter })(line)).toBe(passes);
  });

  it('selects loggers below a name', () => {
    const below = parseLogLine('{"level":"info","logger":"db.pool","msg":"x"}');
    expect(createLogFilter({ ...ALL, logger: 'db' })(below)).toBe(true);
  });

  it('lets lines without a level pass, such as the number of lost ones', () => {
    expect(createLogFilter({ ...ALL, level: 'fatal' })(parseLogLine('{"dropped":3}'))).toBe(true);
  });
});
