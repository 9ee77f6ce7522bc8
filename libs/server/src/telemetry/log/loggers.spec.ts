import { createTestClock } from '../../../testing/test-clock.ts';
import { createLoggers } from './loggers.ts';
import { LEVELS } from '../../config/declared/log.ts';

const MINUTE_MS = 60_000;

function start(level: (typeof LEVELS)[number] = 'info') {
  const clock = createTestClock();
  const lines: string[] = [];
  const sink = { write: (line: string) => void lines.push(line), push: () => undefined };
  const loggers = createLoggers({
    now: clock.now,
    monotonicMs: clock.monotonicMs,
    schedule: clock.schedule,
    level,
    sink,
  });
  const messages = (): unknown[] =>
    lines.splice(0).map((line) => (JSON.parse(line) as { msg: unknown }).msg);
  return { clock, loggers, lines, messages };
}

describe('createLoggers()', () => {
  it('returns the same logger for a name, with the name in its lines', () => {
    const { loggers, lines } = start();
    expect(loggers.named('db')).toBe(loggers.named('db'));
    loggers.named('db').info('connected');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      { level: 'info', time: '2026-11-21T23:36:00.000Z', logger: 'db', msg: 'connected' },
    ]);
  });

  it.each(LEVELS)('writes and counts at %s only the levels up to it', (level) => {
    const { loggers, messages } = start();
    loggers.setLevel('ROOT', level);
    const written = LEVELS.slice(1, LEVELS.indexOf(level) + 1);
    for (const lineLevel of LEVELS.slice(1)) loggers.root[lineLevel as 'info'](lineLevel);
    expect(messages()).toEqual(written);
    const counted = Object.entries(loggers.lineCounts()).filter(([, count]) => count === 1);
    expect(new Set(counted.map(([name]) => name))).toEqual(new Set(written));
  });

  it('lists every logger as plain values', () => {
    const { loggers } = start();
    loggers.named('db');
    loggers.named('http');
    loggers.setLevel('db', 'trace', { ttlMs: 10 * MINUTE_MS });
    expect(structuredClone(loggers.list())).toEqual({
      ROOT: { configuredLevel: 'info', effectiveLevel: 'info', expiresAt: null },
      db: {
        configuredLevel: 'trace',
        effectiveLevel: 'trace',
        expiresAt: '2026-11-21T23:46:00.000Z',
      },
      http: { configuredLevel: null, effectiveLevel: 'info', expiresAt: null },
    });
  });

  it('returns undefined for an unknown logger, and refuses a duration out of range', () => {
    const { loggers } = start();
    expect(loggers.setLevel('dbb', 'debug')).toBeUndefined();
    for (const ttlMs of [0, -1, NaN, 86_400_001, Infinity])
      expect(() => loggers.setLevel('ROOT', 'debug', { ttlMs })).toThrow(
        `Cannot keep a change for ${ttlMs} ms: expected 1 to 86400000`,
      );
    expect(loggers.list()).toMatchObject({ ROOT: { effectiveLevel: 'info' } });
  });

  it.each(['ROOT', 'db'])('changes existing and future children with %s', (changed) => {
    const { loggers, messages } = start();
    const parent = loggers.named('db');
    const before = parent.child({ requestId: 1 });
    const grandchild = before.child({ part: 'pool' });
    loggers.setLevel(changed, 'debug');
    const after = parent.child({ requestId: 2 });
    const all = { parent, before, grandchild, after, named: loggers.named('db') };
    for (const [name, log] of Object.entries(all)) log.debug(name);
    expect(messages()).toEqual(Object.keys(all));
    loggers.setLevel(changed, 'error');
    for (const [name, log] of Object.entries(all)) log.warn(name);
    expect(messages()).toEqual([]);
  });

  it('changes with the root a logger named later, but none with a level of its own', () => {
    const { loggers, messages } = start();
    loggers.named('db');
    loggers.setLevel('db', 'error');
    loggers.setLevel('ROOT', 'debug');
    loggers.named('later').debug('later');
    loggers.named('db').warn('own level');
    expect(messages()).toEqual(['later']);
    expect(loggers.setLevel('db', undefined)).toMatchObject({ effectiveLevel: 'debug' });
    loggers.named('db').debug('follows again');
    expect(messages()).toEqual(['follows again']);
  });

  it('resets the root to its startup level', () => {
    const { loggers } = start('warn');
    loggers.setLevel('ROOT', 'trace');
    expect(loggers.setLevel('ROOT', undefined)).toEqual({
      configuredLevel: 'warn',
      effectiveLevel: 'warn',
      expiresAt: null,
    });
  });
});

describe('a level with a duration', () => {
  /** Changes as `[level, ttl in minutes or none]`, a minute apart; then the level at the given minutes. */
  it.each([
    ['goes back to the root', [['debug', 10]], { 9: 'debug', 10: 'info' }],
    ['goes back to what stays', [['error'], ['debug', 10]], { 10: 'debug', 11: 'error' }],
    [
      'goes back to one that lasts longer',
      [
        ['debug', 10],
        ['trace', 2],
      ],
      { 2: 'trace', 3: 'debug', 9: 'debug', 10: 'info' },
    ],
    [
      'hides one that ends before it',
      [
        ['debug', 2],
        ['trace', 10],
      ],
      { 2: 'trace', 10: 'trace', 11: 'info' },
    ],
    ['can be to follow the root', [['error'], [undefined, 5]], { 2: 'info', 6: 'error' }],
    ['ends at once for one that stays', [['debug', 10], ['warn']], { 2: 'warn', 20: 'warn' }],
    [
      'ends at once for a reset',
      [['error'], ['debug', 10], [undefined]],
      { 3: 'info', 30: 'info' },
    ],
  ] as const)('%s', (_, changes, levels) => {
    const { clock, loggers } = start();
    loggers.named('db');
    for (const [level, ttl] of changes) {
      loggers.setLevel('db', level, ttl === undefined ? {} : { ttlMs: ttl * MINUTE_MS });
      clock.advance(MINUTE_MS);
    }
    const now: Record<string, unknown> = {};
    for (const minute of Object.keys(levels)) {
      clock.advance(Number(minute) * MINUTE_MS - clock.monotonicMs());
      now[minute] = loggers.list()['db']?.effectiveLevel;
    }
    expect(now).toEqual(levels);
  });

  it('of the root ends for children created meanwhile', () => {
    const { clock, loggers, messages } = start();
    loggers.setLevel('ROOT', 'debug', { ttlMs: MINUTE_MS });
    const child = loggers.named('db').child({ requestId: 1 });
    child.debug('during');
    clock.advance(MINUTE_MS);
    child.debug('after');
    expect(messages()).toEqual(['during']);
  });
});
