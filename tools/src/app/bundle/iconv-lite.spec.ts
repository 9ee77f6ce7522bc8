import { createRequire } from 'node:module';
import { decode, encodingExists, getDecoder } from './iconv-lite.ts';

interface Original {
  readonly encode: (text: string, encoding: string) => Buffer;
  readonly decode: (bytes: Buffer, encoding: string) => string;
}
const original = createRequire(import.meta.filename)('iconv-lite') as Original;

describe('the stand-in for iconv-lite', () => {
  it.each([
    ['utf-8', 'Gr\u00fc\u00dfe \u20ac \u{1f600}'],
    ['utf-16le', 'Gr\u00fc\u00dfe \u{1f600}'],
    ['utf-16be', 'Gr\u00fc\u00dfe'],
    ['iso-8859-1', 'Gr\u00fc\u00dfe'],
    ['windows-1251', '\u041f\u0440\u0438\u0432\u0435\u0442'],
    ['koi8-r', '\u041f\u0440\u0438\u0432\u0435\u0442'],
    ['shift_jis', '\u3053\u3093\u306b\u3061\u306f'],
    ['euc-kr', '\uc548\ub155'],
    ['gb18030', '\u4f60\u597d'],
    ['big5', '\u4f60\u597d'],
  ])('decodes %s like the original, whole and in pieces', (encoding, text) => {
    const bytes = original.encode(text, encoding);
    expect(encodingExists(encoding)).toBe(true);
    expect(decode(bytes, encoding)).toBe(text);
    expect(original.decode(bytes, encoding)).toBe(text);
    const { write, end } = getDecoder(encoding);
    expect([...bytes].map((byte) => write(Uint8Array.of(byte))).join('') + end()).toBe(text);
  });

  it('drops a byte order mark, like the original', () => {
    expect(decode(Buffer.from('\ufefftext'), 'utf-8')).toBe('text');
  });

  it('decodes a truncated character as the replacement character', () => {
    const { write, end } = getDecoder('utf-8');
    expect(write(Uint8Array.of(0xe2, 0x82)) + end()).toBe('\ufffd');
  });

  it.each(['nonsense', 'utf-32', 'utf-7', ''])(
    'rejects %j with the message of the original',
    (name) => {
      expect(encodingExists(name)).toBe(false);
      expect(() => getDecoder(name)).toThrow(`Encoding not recognized: '${name}'`);
      expect(() => decode(Buffer.alloc(0), name)).toThrow(`Encoding not recognized: '${name}'`);
    },
  );
});
