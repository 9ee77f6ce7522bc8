import { mergeLines } from './merge-rows.ts';

const line = (time: string, msg: string): string =>
  `{"level":"info","time":"${time}","msg":"${msg}"}\n`;

describe('mergeLines()', () => {
  it('sorts by time, and keeps the order of each list', () => {
    const lists = [
      [line('2026-11-30T10:00:00.001Z', 'a'), line('2026-11-30T10:00:00.003Z', 'b')],
      [
        line('2026-11-30T10:00:00.001Z', 'c'),
        line('2026-11-30T10:00:00.002Z', 'd'),
        line('2026-11-30T10:00:00.001Z', 'e, by a clock that was set back'),
      ],
    ];
    const messages = mergeLines(lists, 10).map((text) => (JSON.parse(text) as { msg: string }).msg);
    expect(messages).toEqual(['a', 'c', 'd', 'e, by a clock that was set back', 'b']);
  });

  it('keeps a line without a time behind the line before it', () => {
    const lists = [
      [line('2026-11-30T10:00:00.002Z', 'a'), 'an audit line\n'],
      [line('2026-11-30T10:00:00.001Z', 'b'), line('2026-11-30T10:00:00.003Z', 'c')],
    ];
    expect(mergeLines(lists, 10)).toEqual([
      lists[1]?.[0],
      lists[0]?.[0],
      'an audit line\n',
      lists[1]?.[1],
    ]);
  });

  it('returns the latest lines', () => {
    const lists = [['1', '3'], ['2']].map((times) => times.map((time) => line(time, time)));
    expect(mergeLines(lists, 2)).toEqual([line('2', '2'), line('3', '3')]);
  });
});
