import { createHash } from 'node:crypto';
import { PACK_MAGIC, PACK_OFFSETS, type PackedFile, type PackIndexEntry } from './parse-pack.ts';

/** First second and number of seconds of the modification times in packs: the years 2000 to 2009. */
const [FIRST_SECOND, SECONDS] = [946_684_800, 315_360_000];

/** Where a symlink leads, relative to its folder. */
export interface PackedLink {
  readonly linkTarget: string;
}

/** A file that a program can read without a file system; an image has it as any other file. */
export interface PackedAsset {
  readonly asset: Uint8Array;
}

export type PackedContent = Uint8Array | PackedLink | PackedAsset;

/**
 * Renders a pack; `PackedFile` describes its layout.
 *
 * The modification time of a file is made of its content: servers make validators of size and time
 * (`ETag`, `Last-Modified`), so a constant time would let caches keep a file that has changed and still
 * has its size. The time of the build or of the commit would change the pack without need.
 *
 * @param files Contents, symlinks and assets by path, relative to the folder of the app file.
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3 "ETag"
 */
export function renderPack(files: ReadonlyMap<string, PackedContent>): Buffer {
  const sorted = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const index = sorted.map(([path, content]) => describe(path, content));
  const text = Buffer.from(JSON.stringify(index));
  const header = Buffer.alloc(PACK_OFFSETS.index);
  header.write(PACK_MAGIC, 'latin1');
  header.writeUInt32LE(text.length, PACK_OFFSETS.indexSize);
  const contents = sorted.map(([, content]) => bytesOf(content));
  return Buffer.concat([header, text, ...contents]);
}

/** Returns the content of a file in a pack as `renderPack` takes it. */
export function contentOf({ bytes, linkTarget, isAsset }: PackedFile): PackedContent {
  if (linkTarget !== undefined) return { linkTarget };
  return isAsset === true ? { asset: bytes } : bytes;
}

function describe(path: string, content: PackedContent): PackIndexEntry {
  if ('linkTarget' in content) return [path, 0, 0, content.linkTarget];
  const bytes = bytesOf(content);
  const entry = [path, bytes.length, chooseTime(bytes)] as const;
  return 'asset' in content ? [...entry, null, true] : entry;
}

function bytesOf(content: PackedContent): Uint8Array {
  if ('linkTarget' in content) return new Uint8Array();
  return 'asset' in content ? content.asset : content;
}

function chooseTime(bytes: Uint8Array): number {
  const number = createHash('sha256').update(bytes).digest().readUInt32LE();
  return FIRST_SECOND + (number % SECONDS);
}
