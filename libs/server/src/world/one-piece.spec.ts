import { inOnePiece } from './one-piece.ts';

describe('inOnePiece()', () => {
  it.each(['', 'a', '\0a', '\u00e9\u2028', 'long enough to be a concatenation '.repeat(2)])(
    'returns %j as it is',
    (text) => {
      expect(inOnePiece(`${text}${text}`)).toBe(text + text);
    },
  );
});
