import { measureStarts, renderTimes } from './measure-start.ts';

const contender = (name: string, source: string) => ({
  name,
  command: process.execPath,
  args: ['--eval', source],
});
const listen = `.listen(process.env.PORT, process.env.HOST)`;

describe('measureStarts()', () => {
  it('starts each contender once for each round', async () => {
    const contenders = ['one', 'two'].map((name) =>
      contender(name, `require('node:http').createServer((q, r) => r.end())${listen}`),
    );
    const times = await measureStarts(contenders, 2);
    expect([...times].map(([{ name }, { length }]) => [name, length])).toEqual([
      ['one', 2],
      ['two', 2],
    ]);
  });

  it.each([
    [
      'refuses',
      `require('node:http').createServer((q, r) => r.writeHead(500).end())${listen}`,
      '"HTTP/1.1 500 ',
    ],
    ['ends', `process.exitCode = 1`, 'undefined'],
  ])('does not measure one that %s', async (_, source, answer) => {
    await expect(measureStarts([contender('bad', source)], 1)).rejects.toThrow(
      `Cannot measure "bad": it answered ${answer}`,
    );
  });
});

describe('renderTimes()', () => {
  it('gives medians, and their ratio to the first', () => {
    const times = new Map([
      [contender('bare', ''), [30, 10, 20]],
      [contender('program', ''), [30, 1000, 20, 40]],
    ]);
    expect(renderTimes(times)).toBe('bare       20.0 ms  1.00\nprogram    35.0 ms  1.75');
  });
});
