import { parseRange } from './parse-range.ts';

const huge = '9'.repeat(400);

describe('parseRange()', () => {
  it.each([
    ['bytes=0-0', 0, 1],
    ['bytes=2-4', 2, 3],
    ['bytes=9-', 9, 1],
    ['bytes=0-', 0, 10],
    ['bytes=0-9', 0, 10],
    ['bytes=0-10', 0, 10],
    [`bytes=3-${huge}`, 3, 7],
    ['bytes=-1', 9, 1],
    ['bytes=-10', 0, 10],
    [`bytes=-${huge}`, 0, 10],
    ['BYTES=1-1', 1, 1],
    ['bytes=01-002', 1, 2],
  ])('reads %j of 10 bytes', (field, start, length) => {
    expect(parseRange(field, 10)).toEqual({ start, length });
  });

  it('reads positions beyond 4 GiB', () => {
    const range = parseRange('bytes=5368709119-', 5_368_709_120);
    expect(range).toEqual({ start: 5_368_709_119, length: 1 });
  });

  it.each(['bytes=10-', 'bytes=10-20', `bytes=${huge}-`, `bytes=${huge}-${huge}`, 'bytes=-0'])(
    'cannot satisfy %j of 10 bytes',
    (field) => {
      expect(parseRange(field, 10)).toBe('unsatisfiable');
    },
  );

  // As nginx and Go: some clients send a range with each request to limit the size of the answer.
  it.each(['bytes=0-', 'bytes=0-0', 'bytes=5-9', 'bytes=-0', 'bytes=-1'])(
    'ignores %j of an empty file',
    (field) => {
      expect(parseRange(field, 0)).toBeUndefined();
    },
  );

  it.each([
    '',
    'bytes',
    'bytes=',
    'bytes=-',
    'bytes=--1',
    'bytes=4-2',
    'bytes=a-b',
    'bytes=0x1-0x2',
    'bytes=1e1-',
    'bytes=+1-2',
    'bytes=-1-2',
    'bytes=1.5-2',
    'bytes= 1-2',
    'bytes =1-2',
    'bytes=1 - 2',
    'bytes=1-2 ',
    'bytes:1-2',
    'bytes=1-2;',
    'bytes=٣-',
    '1-2',
    'lines=1-2',
    'none=1-2',
    'bytes=0-1,4-5',
    'bytes=0-9,0-9,0-9,0-9',
    'bytes=20-30,40-50',
    'bytes=0-1,',
    'bytes=0-1, bytes=2-3',
  ])('ignores %j', (field) => {
    expect(parseRange(field, 10)).toBeUndefined();
  });
});
