import { createHash } from 'node:crypto';
import { PACK_MAGIC, PACK_OFFSETS, type PackIndexEntry } from './parse-pack.ts';

/** First second and number of seconds of the modification times in packs: the years 2000 to 2009. */
const [FIRST_SECOND, SECONDS] = [946_684_800, 315_360_000];

/** Where a symlink leads, relative to its folder. */
export interface PackedLink {
  readonly linkTarget: string;
}

/**
 * Renders a pack; `PackedFile` describes its layout.
 *
 * The modification time of a file is made of its content: servers make validators of size and time
 * (`ETag`, `Last-Modified`), so a constant time would let caches keep a file that has changed and still
 * has its size. The time of the build or of the commit would change the pack without need.
 *
 * @param files Contents and symlinks by path, relative to the folder of the app file.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3 "ETag"
 */
export function renderPack(files: ReadonlyMap<string, Uint8Array | PackedLink>): Buffer {
  const sorted = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const index = sorted.map(([path, content]): PackIndexEntry =>
    isLink(content)
      ? [path, 0, 0, content.linkTarget]
      : [path, content.length, chooseTime(content)],
  );
  const text = Buffer.from(JSON.stringify(index));
  const header = Buffer.alloc(PACK_OFFSETS.index);
  header.write(PACK_MAGIC, 'latin1');
  header.writeUInt32LE(text.length, PACK_OFFSETS.indexSize);
  const contents = sorted.flatMap(([, content]) => (isLink(content) ? [] : [content]));
  return Buffer.concat([header, text, ...contents]);
}

function isLink(content: Uint8Array | PackedLink): content is PackedLink {
  return 'linkTarget' in content;
}

function chooseTime(bytes: Uint8Array): number {
  const number = createHash('sha256').update(bytes).digest().readUInt32LE();
  return FIRST_SECOND + (number % SECONDS);
}
