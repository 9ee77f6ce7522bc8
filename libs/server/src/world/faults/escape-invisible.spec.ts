import { escapeInvisible, quote, removeInvisible } from './escape-invisible.ts';
import { Fault } from './fault.ts';
import { AppFault } from './app-fault.ts';

/** A byte order mark, spaces that are not U+0020, format characters, a selector of variants, half a pair. */
const INVISIBLE = [
  ['\ufeff', '\\ufeff'],
  ['\u00a0', '\\u00a0'],
  ['\u200b', '\\u200b'],
  ['\u00ad', '\\u00ad'],
  ['\u2028', '\\u2028'],
  ['\u202e', '\\u202e'],
  ['\u3000', '\\u3000'],
  ['\u3164', '\\u3164'],
  ['\ufe0f', '\\ufe0f'],
  ['\u{e0041}', '\\udb40\\udc41'],
  ['\ud800', '\\ud800'],
  ['\x1b', '\\u001b'],
] as const;

describe('escapeInvisible()', () => {
  it.each(INVISIBLE)('escapes %j', (character, escape) => {
    expect(escapeInvisible(`8080${character}`)).toBe(`8080${escape}`);
  });

  it.each(['a b', 'größer', '日本', '🦊', 'e\u0301', '"\\"', 'one\ntwo'])('leaves %j', (text) => {
    expect(escapeInvisible(text)).toBe(text);
  });
});

describe('quote()', () => {
  it.each(INVISIBLE)('quotes %j as JSON that a person can read', (character, escape) => {
    expect(quote(`${character}x`)).toBe(`"${escape}x"`);
    expect(JSON.parse(quote(`${character}x`))).toBe(`${character}x`);
  });

  it('quotes a line break as JSON does', () => {
    expect(quote('a\n"b"')).toBe('"a\\n\\"b\\""');
  });
});

describe('removeInvisible()', () => {
  it('removes invisible characters and spaces', () => {
    expect(removeInvisible('\ufeff PO\u200bRT\u00a0')).toBe('PORT');
  });
});

describe('Fault', () => {
  it('shows the invisible characters of its values', () => {
    const fault = new Fault('FILES_ROOT_MISSING', {
      setting: 'FILES_ROOT',
      path: '/srv/\u200bfiles',
    });
    expect(fault.message).toMatch(/^Cannot serve files from "\/srv\/\\u200bfiles": /);
  });

  it('leaves the sentence of an app as the app wrote it', () => {
    expect(new AppFault('Fichier absent\u00a0:\tcommandes').message).toBe(
      'Fichier absent\u00a0:\tcommandes',
    );
  });
});
