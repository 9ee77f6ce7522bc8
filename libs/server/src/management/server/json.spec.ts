import { parseJson } from './json.ts';

const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('parseJson()', () => {
  it.each([
    ['{"a":[1,null,"x"]}', { a: [1, null, 'x'] }],
    ['null', null],
    ['"__proto__"', '__proto__'],
  ])('reads %s', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });

  it.each([
    '',
    '{',
    '{"__proto__":{}}',
    '[{"a":{"constructor":1}}]',
    '{"prototype":1}',
    nested(17),
  ])('rejects %s', (text) => {
    expect(parseJson(text)).toBeUndefined();
  });

  it('parses up to a depth of 16', () => {
    expect(parseJson(nested(16))).toBeDefined();
  });

  it('survives deeply nested brackets', () => {
    expect(parseJson(nested(1_000_000))).toBeUndefined();
  });
});
