import { createHash } from 'node:crypto';
import { createToken, findCaller } from './caller.ts';

const tokens = [createToken('writer', 'write'), createToken('reader', 'read')];
const fingerprint = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 8);

describe('findCaller()', () => {
  it.each(['writer', 'reader'])('knows the %s by the start of a hash', (text) => {
    const role = text === 'writer' ? 'write' : 'read';
    expect(findCaller(text, tokens)).toEqual({ actor: fingerprint(text), role });
  });

  it.each(['', 'write', 'writer ', 'writers', 'WRITER', '\0', 'x'.repeat(65_536)])(
    'does not know %j',
    (text) => {
      expect(findCaller(text, tokens)).toBeUndefined();
    },
  );

  it('knows nobody without tokens', () => {
    expect(findCaller('', [])).toBeUndefined();
  });

  it('gives one token in both files the smaller role, in whichever order', () => {
    const twice = [createToken('same', 'read'), createToken('same', 'write')];
    for (const list of [twice, twice.toReversed()])
      expect(findCaller('same', list)?.role).toBe('read');
  });
});
