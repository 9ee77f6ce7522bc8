import { measureStarts } from './measure-starts.ts';

const contender = (name: string, source: string) => ({
  name,
  command: process.execPath,
  args: ['--eval', source],
});
const options = { environment: {}, now: () => performance.now() };
const listen = `.listen(process.env.PORT, process.env.HOST)`;

describe('measureStarts()', () => {
  it('starts each contender once per round', async () => {
    const contenders = ['one', 'two'].map((name) =>
      contender(name, `require('node:http').createServer((q, r) => r.end())${listen}`),
    );
    const times = await measureStarts(contenders, { ...options, roundCount: 2 });
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
    await expect(
      measureStarts([contender('bad', source)], { ...options, roundCount: 1 }),
    ).rejects.toThrow(`Cannot measure "bad": it answered ${answer}`);
  });
});
