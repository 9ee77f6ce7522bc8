import { createTestClock } from '../../../testing/test-clock.ts';
import { SEVERITY } from './log-taps.ts';
import { createLoggers } from './loggers.ts';
import { withPriority } from './priority.ts';

describe('withPriority()', () => {
  it.each([
    ['fatal', '<2>{}\n'],
    ['error', '<3>{}\n'],
    ['warn', '<4>{}\n'],
    ['info', '<6>{}\n'],
    ['debug', '<7>{}\n'],
    ['trace', '<7>{}\n'],
  ] as const)('puts the priority of %s before a line', (level, line) => {
    expect(withPriority('{}\n', SEVERITY[level])).toBe(line);
  });
});

describe('loggers with the prefix of syslog', () => {
  it('prefix each line on stdout, but not the recent lines', () => {
    const lines: string[] = [];
    const sink = { write: (line: string) => void lines.push(line), push: () => undefined };
    const clock = createTestClock();
    const loggers = createLoggers({
      now: clock.now,
      monotonicMs: clock.monotonicMs,
      schedule: clock.schedule,
      level: 'debug',
      sink,
      render: withPriority,
    });
    loggers.root.error('bad');
    loggers.named('own').debug('looked');
    loggers.writeLine(loggers.root, 'warn', '{"msg":"made"}\n');
    loggers.writeAlways('{"msg":"audit"}\n');
    expect(lines.map((line) => line.slice(0, 4))).toEqual(['<3>{', '<7>{', '<4>{', '<6>{']);
    expect(loggers.recentLines().every((line) => line.startsWith('{'))).toBe(true);
  });
});
