import { decodeName, encodeName, textOf, textOfPath } from './byte-name.ts';

const encoded = (text: string): string => Buffer.from(text).toString('latin1');

describe('decodeName()', () => {
  it.each([
    ['a.txt', 'a.txt'],
    ['a%20b', 'a b'],
    ['%C3%A4', '\xc3\xa4'],
    ['caf%e9', 'caf\xe9'],
    ['%252e', '%2e'],
    ['%2F', '/'],
    ['%00', '\0'],
  ])('decodes %j', (text, name) => {
    expect(decodeName(text)).toBe(name);
  });

  it.each(['%', '%2', 'a%zz', '%u00e4', '%-1', '% 1'])('refuses %j', (text) => {
    expect(decodeName(text)).toBeUndefined();
  });
});

describe('encodeName()', () => {
  it.each(["-_.!~*'()aZ09", 'a b', 'ä', '名前', '😀', '<&">', '?#%:/\\', '\n\0'])(
    'encodes %j as encodeURIComponent does',
    (text) => {
      expect(encodeName(encoded(text))).toBe(encodeURIComponent(text));
    },
  );

  it.each(['caf\xe9', '\xff', '\xed\xa0\x80'])('encodes %j, which decodes to itself', (name) => {
    expect(encodeName(name)).toMatch(/%[\dA-F]{2}/);
    expect(decodeName(encodeName(name))).toBe(name);
  });
});

describe('textOf()', () => {
  it.each(['a', 'ä', '😀', '\ufeffa', '\ufffd'])('decodes %j', (text) => {
    expect(textOf(encoded(text))).toBe(text);
  });

  it.each([
    ['caf\xe9.txt', 'caf%E9.txt'],
    ['100%\xff', '100%25%FF'],
    ['\xc0\xae', '%C0%AE'],
    ['\xed\xa0\x80', '%ED%A0%80'],
  ])('percent-encodes %j, which is not UTF-8', (name, text) => {
    expect(textOf(name)).toBe(text);
  });
});

describe('textOfPath()', () => {
  it('encodes only the names that are not UTF-8', () => {
    expect(textOfPath('/srv/caf\xe9/\xc3\xa4')).toBe('/srv/caf%E9/ä');
  });
});
