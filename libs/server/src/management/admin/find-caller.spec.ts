import { createHash } from 'node:crypto';
import { createToken, findCaller } from './find-caller.ts';

const tokens = [createToken('writer', 'write'), createToken('reader', 'read')];
const fingerprint = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 8);

describe('findCaller()', () => {
  it.each(['writer', 'reader'])('identifies the %s by the start of its hash', (text) => {
    const role = text === 'writer' ? 'write' : 'read';
    expect(findCaller(text, tokens)).toEqual({ actor: fingerprint(text), role });
  });

  it.each(['', 'write', 'writer ', 'writers', 'WRITER', '\0', 'x'.repeat(65_536)])(
    'finds no caller for %j',
    (text) => {
      expect(findCaller(text, tokens)).toBeUndefined();
    },
  );

  it('finds no caller without tokens', () => {
    expect(findCaller('', [])).toBeUndefined();
  });

  it('returns the lower role for a token of both, in either order', () => {
    const twice = [createToken('same', 'read'), createToken('same', 'write')];
    for (const list of [twice, twice.toReversed()])
      expect(findCaller('same', list)?.role).toBe('read');
  });
});
