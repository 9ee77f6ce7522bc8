import { renderJsonText } from './json-text.ts';

const HOSTILE = [
  '',
  'plain /path?x',
  'a"b\\c',
  'a\r\n{"level":"fatal"}',
  '\u001b[31mred',
  '\u009b31mred',
  'a\0b\u007f',
  'next\u0085line',
  'line\u2028separator\u2029',
  'turned\u202egnp.exe',
  'lone \ud800 and \udfff',
  'caf\u00e9 \ud83d\ude00',
];

describe('renderJsonText()', () => {
  it.each(HOSTILE)('renders %j in one line without terminal controls', (text) => {
    const json = renderJsonText(text);
    expect(JSON.parse(json)).toBe(text);
    expect(json).not.toMatch(
      /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\ud800-\udfff](?<!\ud83d|\ude00)/,
    );
  });
});
