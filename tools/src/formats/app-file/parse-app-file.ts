import { SCOPE } from './script.ts';

/**
 * The app file: a bundle together with the code that V8 compiled from it. The build writes it and the
 * bootstrap reads it at every start, so this module imports next to nothing.
 *
 * | offset | bytes | content                                                         |
 * | -----: | ----: | --------------------------------------------------------------- |
 * |      0 |     8 | `tsapp 2\n`: name and version of this format                    |
 * |      8 |     4 | c, size of the code cache, unsigned little-endian; 0 if none    |
 * |     12 |     4 | s, size of the source, unsigned little-endian                   |
 * |     16 |    32 | SHA-256 of the source                                           |
 * |     48 |     c | V8 code cache of the source                                     |
 * | 48 + c |    62 | the start of `SCOPE`                                            |
 * |    ... |     s | source: the bundle as it was built, UTF-8; a hashbang is `//`   |
 * |    ... |     3 | the end of `SCOPE`                                              |
 *
 * The cache comes first because V8 copies one that does not start at a multiple of 8.
 */
export interface AppFile {
  readonly source: Uint8Array;
  /** The source in its scope, as V8 compiles it. */
  readonly script: Uint8Array;
  /** SHA-256 of the source that the code cache was taken from; 32 bytes. */
  readonly sourceSha256: Uint8Array;
  /** Empty if there is none. */
  readonly codeCache: Uint8Array;
}

export const MAGIC = 'tsapp 2\n';
export const OFFSETS = {
  codeCacheSize: 8,
  sourceSize: 12,
  sourceSha256: 16,
  codeCache: 48,
} as const;

/**
 * Splits an app file into views of its parts. Only the layout is checked: hashing at each start would
 * load node:crypto and cost a third of what the code cache saves.
 *
 * @throws {RangeError} with what was expected and found, as a part of a sentence.
 */
export function parseAppFile(bytes: Uint8Array): AppFile {
  const magic = String.fromCharCode(...bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC)
    throw new RangeError(
      `expected ${JSON.stringify(MAGIC)} at its start, found ${JSON.stringify(magic)}`,
    );
  if (bytes.length < OFFSETS.codeCache)
    throw new RangeError(`expected at least ${OFFSETS.codeCache} bytes, found ${bytes.length}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const scriptOffset = OFFSETS.codeCache + view.getUint32(OFFSETS.codeCacheSize, true);
  const sourceOffset = scriptOffset + SCOPE[0].length;
  const sourceEnd = sourceOffset + view.getUint32(OFFSETS.sourceSize, true);
  const end = sourceEnd + SCOPE[1].length;
  if (bytes.length !== end) throw new RangeError(`expected ${end} bytes, found ${bytes.length}`);
  return {
    sourceSha256: bytes.subarray(OFFSETS.sourceSha256, OFFSETS.codeCache),
    codeCache: bytes.subarray(OFFSETS.codeCache, scriptOffset),
    script: bytes.subarray(scriptOffset),
    source: bytes.subarray(sourceOffset, sourceEnd),
  };
}
