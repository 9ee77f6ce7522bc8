import { parseBuilder } from './parse-builder.ts';

const IMAGE = `sha256:${'a'.repeat(64)}`;
const BASE = `sha256:${'b'.repeat(64)}`;

describe('parseBuilder()', () => {
  it.each([
    [{}, { place: 'host' }],
    [{ TSCRATCH_BUILDER: IMAGE }, { place: 'container', image: IMAGE, base: undefined }],
    [
      { TSCRATCH_BUILDER: IMAGE, TSCRATCH_BUILDER_BASE: BASE },
      { place: 'container', image: IMAGE, base: BASE },
    ],
  ])('parses %j as %j', (environment, builder) => {
    expect(parseBuilder(environment)).toEqual(builder);
  });

  it.each(['', '1', 'a'.repeat(64), `${IMAGE} `, IMAGE.toUpperCase(), 'sha512:aa'])(
    'rejects TSCRATCH_BUILDER=%j',
    (text) => {
      expect(() => parseBuilder({ TSCRATCH_BUILDER: text })).toThrow(
        `Cannot record the builder TSCRATCH_BUILDER="${text}": expected sha256: and 64 hexadecimal digits, which is what a container build sets; unset it to build on this host`,
      );
    },
  );

  it('rejects a base that is not a digest', () => {
    expect(() =>
      parseBuilder({ TSCRATCH_BUILDER: IMAGE, TSCRATCH_BUILDER_BASE: 'debian' }),
    ).toThrow('Cannot record the builder TSCRATCH_BUILDER_BASE="debian"');
  });
});
