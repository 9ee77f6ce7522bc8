/**
 * The pack: the files of an app, one after another. The bundle stage writes it, the image gets the files in
 * it, and the host binary embeds it whole and reads it in place, so this module imports nothing.
 *
 * | offset | bytes | content                                                                       |
 * | -----: | ----: | ----------------------------------------------------------------------------- |
 * |      0 |     8 | `tspak 1\n`: name and version of this format                                  |
 * |      8 |     4 | i, size of the index, unsigned little-endian                                  |
 * |     12 |     i | index, JSON: `[path, size in bytes, mtime in seconds]` of each file, in order |
 * | 12 + i |       | the content of each file, in the order of the index                           |
 *
 * The entry of a symlink has its target after the time; its size and its time are 0. The entry of an asset has
 * `null` and `true` there. Paths are relative to the folder of the app file, with `/` between folders, in code-unit
 * order.
 */
export interface PackedFile {
  readonly path: string;
  /** A view of the pack, not a copy. */
  readonly bytes: Uint8Array;
  /** Modification time, seconds since 1970. */
  readonly mtimeSeconds: number;
  /** Where a symlink leads, relative to its folder; undefined for a file. */
  readonly linkTarget?: string | undefined;
  /** Whether an executable has it as an asset of `node:sea`, without a file system. */
  readonly isAsset?: boolean;
}

export const PACK_MAGIC = 'tspak 1\n';
export const PACK_OFFSETS = { indexSize: 8, index: 12 } as const;

/** A file or a symlink in the index of a pack. */
export type PackIndexEntry = readonly [
  path: string,
  sizeBytes: number,
  mtimeSeconds: number,
  linkTarget?: string | null,
  isAsset?: boolean,
];

/**
 * Splits a pack into views of its files.
 *
 * @throws {RangeError} with what was expected and found, as a part of a sentence.
 */
export function parsePack(bytes: Uint8Array): readonly PackedFile[] {
  const magic = String.fromCharCode(...bytes.subarray(0, PACK_MAGIC.length));
  if (magic !== PACK_MAGIC)
    throw new RangeError(
      `expected ${JSON.stringify(PACK_MAGIC)} at its start, found ${JSON.stringify(magic)}`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = PACK_OFFSETS.index + view.getUint32(PACK_OFFSETS.indexSize, true);
  const text = new TextDecoder().decode(bytes.subarray(PACK_OFFSETS.index, offset));
  const index = JSON.parse(text) as readonly PackIndexEntry[];
  const files = index.map(([path, sizeBytes, mtimeSeconds, linkTarget, isAsset = false]) => {
    const start = offset;
    offset += sizeBytes;
    const file = { path, mtimeSeconds, linkTarget: linkTarget ?? undefined };
    return { ...file, bytes: bytes.subarray(start, offset), ...(isAsset && { isAsset }) };
  });
  if (offset !== bytes.length)
    throw new RangeError(`expected ${offset} bytes, found ${bytes.length}`);
  return files;
}
