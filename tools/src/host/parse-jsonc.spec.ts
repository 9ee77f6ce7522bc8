import { parseJsonc } from './parse-jsonc.ts';

describe('parseJsonc()', () => {
  it.each([
    ['{ "a": 1 }', { a: 1 }],
    ['\uFEFF{ "a": 1 }', { a: 1 }],
    ['// first\n{ /* two\nlines */ "a": [1, 2,], }', { a: [1, 2] }],
    ['{ "a": 1, // the last\n  /* nothing */ }', { a: 1 }],
    ['{ "a": "// no comment, }", "b": "/* none */", "c": "\\"// none" }', null],
  ])('parses %j', (text, expected) => {
    expect(parseJsonc(text)).toEqual(expected ?? JSON.parse(text));
  });

  it.each([
    ['{', '(line 1 column 2)'],
    ['// first\n{ "a" 1 }', '(line 2 column 7)'],
    ['{ "a": 1,, }', '(line 1 column 12)'],
  ])('says where %j is wrong', (text, place) => {
    expect(() => parseJsonc(text)).toThrow(place);
  });
});
