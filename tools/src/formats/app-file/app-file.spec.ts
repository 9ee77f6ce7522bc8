import { createHash } from 'node:crypto';
import { parseAppFile } from './parse-app-file.ts';
import { renderAppFile } from './render-app-file.ts';

const source = Buffer.from("console.log('grüße')\n");
const sourceSha256 = createHash('sha256').update(source).digest();
const codeCache = { bytes: Buffer.from([1, 2, 3, 4, 5]), sourceSha256 };

describe('renderAppFile()', () => {
  it('lays out the parts as documented', () => {
    expect(renderAppFile(source, codeCache)).toEqual(
      Buffer.concat([
        Buffer.from('tsapp 2\n'),
        Buffer.from([5, 0, 0, 0, 23, 0, 0, 0]),
        sourceSha256,
        codeCache.bytes,
        Buffer.from('(function (exports, require, module, __filename, __dirname) { '),
        source,
        Buffer.from('\n})'),
      ]),
    );
  });

  it('rejects the cache of another source of the same length', () => {
    const changed = Buffer.from("console.log('grüsse')");
    expect(changed).toHaveLength(source.length - 1);
    expect(() => renderAppFile(Buffer.concat([changed, Buffer.from(';')]), codeCache)).toThrow(
      /^Cannot pack the code cache: it was taken from a source with sha256:[0-9a-f]{64}, expected sha256:[0-9a-f]{64}; take it again after building the bundle$/,
    );
  });
});

describe('parseAppFile()', () => {
  it.each([codeCache, undefined])('returns what was rendered, with the cache %j', (cache) => {
    const { source: bytes, codeCache: cacheBytes } = parseAppFile(renderAppFile(source, cache));
    expect(Buffer.from(bytes)).toEqual(source);
    expect(Buffer.from(cacheBytes)).toEqual(cache?.bytes ?? Buffer.alloc(0));
  });

  it('returns a script without the hashbang of its source', () => {
    const { script } = parseAppFile(
      renderAppFile(Buffer.from('#!/usr/bin/env node\n1;'), undefined),
    );
    expect(Buffer.from(script).toString()).toBe(
      '(function (exports, require, module, __filename, __dirname) { ///usr/bin/env node\n1;\n})',
    );
  });

  it('reads a file inside a larger buffer', () => {
    const around = Buffer.concat([Buffer.from('before'), renderAppFile(source, codeCache)]);
    expect(Buffer.from(parseAppFile(around.subarray(6)).source)).toEqual(source);
  });

  const whole = renderAppFile(source, codeCache);
  it.each([
    ['an empty file', Buffer.alloc(0), 'expected "tsapp 2\\n" at its start, found ""'],
    ['a bare bundle', source, 'expected "tsapp 2\\n" at its start, found "console."'],
    ['an earlier format', Buffer.from('tsapp 1\n'), 'at its start, found "tsapp 1\\n"'],
    ['a cut header', whole.subarray(0, 47), 'expected at least 48 bytes, found 47'],
    ['a cut end', whole.subarray(0, -1), 'expected 141 bytes, found 140'],
    ['trailing bytes', Buffer.concat([whole, source]), 'expected 141 bytes, found 164'],
  ])('rejects %s', (_, bytes, message) => {
    expect(() => parseAppFile(bytes)).toThrow(message);
  });
});
