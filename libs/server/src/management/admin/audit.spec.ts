import { TEST_TIME } from '../../../testing/test-world.ts';
import { createAudit } from './audit.ts';

const time = new Date(TEST_TIME).toISOString();
const event = { actor: 'unix', role: 'write', method: 'POST', path: '/a', status: 200 } as const;
const start = () => {
  const lines: string[] = [];
  return {
    lines,
    audit: createAudit({ now: () => new Date(TEST_TIME), write: (line) => lines.push(line) }),
  };
};

describe('createAudit()', () => {
  it('writes a log line with all facts of the call', () => {
    const { lines, audit } = start();
    audit.record({ ...event, before: { level: 'info' }, after: { level: 'debug' } });
    expect(lines).toEqual([
      `{"level":"info","time":"${time}","logger":"audit","actor":"unix","role":"write","method":"POST","path":"/a","status":200,"before":{"level":"info"},"after":{"level":"debug"},"msg":"admin call"}\n`,
    ]);
    expect(audit.events()).toEqual([
      { time, ...event, before: { level: 'info' }, after: { level: 'debug' } },
    ]);
  });

  it('keeps the last 200 events', () => {
    const { lines, audit } = start();
    for (let status = 1; status <= 250; status += 1) audit.record({ ...event, status });
    expect(audit.events().map(({ status }) => status)).toEqual(
      Array.from({ length: 200 }, (_, index) => index + 51),
    );
    expect(lines).toHaveLength(250);
  });

  it('escapes what would break a line or control a terminal', () => {
    const { lines, audit } = start();
    audit.record({ ...event, path: '/\u001b[2J\u2028\r\n\u009b' });
    expect(lines[0]).toMatch(/^[ -~]+\n$/);
  });
});
