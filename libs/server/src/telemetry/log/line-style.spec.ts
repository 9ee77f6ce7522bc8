import { createTestWorld } from '../../../testing/test-world.ts';
import { loadLineRenderer, planLineStyle } from './line-style.ts';
import { SEVERITY } from './log-taps.ts';

describe('planLineStyle()', () => {
  it.each([
    ['auto', false, {}, 'json'],
    ['auto', true, {}, 'coloured text'],
    ['auto', true, { NO_COLOR: '1' }, 'plain text'],
    ['json', true, {}, 'json'],
    ['json', true, { FORCE_COLOR: '1' }, 'json'],
    ['text', false, {}, 'plain text'],
    ['text', false, { FORCE_COLOR: '1' }, 'coloured text'],
    ['text', true, { TERM: 'dumb' }, 'plain text'],
  ] as const)('of %s, isTTY %s and %j is %s', (logFormat, isTTY, env, format) => {
    const world = createTestWorld({ env, stdout: { isTTY } });
    expect(planLineStyle(world, { logFormat, logPrefix: 'syslog' })).toEqual({
      format,
      prefix: 'syslog',
    });
  });
});

describe('loadLineRenderer()', () => {
  const line = '{"level":"error","time":"2026-11-21T23:36:00.000Z","err":{"stack":"E\\n at b"}}\n';

  it('returns nothing for JSON, which is written as it is', async () => {
    expect(await loadLineRenderer({ format: 'json', prefix: 'none' })).toBeUndefined();
  });

  it('prefixes a line of JSON', async () => {
    const render = await loadLineRenderer({ format: 'json', prefix: 'syslog' });
    expect(render?.(line, SEVERITY.error)).toBe(`<3>${line}`);
  });

  it('prefixes each line of text, because journald reads the stack as entries', async () => {
    const render = await loadLineRenderer({ format: 'plain text', prefix: 'syslog' });
    expect(render?.(line, SEVERITY.error)).toBe(
      '<3>23:36:00.000Z ERROR\n<3>    err: E\n<3>      at b\n',
    );
  });
});
