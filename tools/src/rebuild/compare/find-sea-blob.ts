import { PT, type Elf } from '../../formats/elf/elf.ts';
import { ceilTo } from '../../node/self-contained/move-image.ts';
import { cutPart, renderLittleEndian, type Part } from './part.ts';
import { seaBlobFormat } from './sea-blob-format.ts';

/** Elf64_Nhdr: sizes of name and content, and the type; elf(5) "Notes (Nhdr)". */
const NOTE_HEADER_BYTES = 12;
const NOTE_ALIGN_BYTES = 4;
/** Name of the note of `node --build-sea`, including the NUL. */
const BLOB_NAME = 'NODE_SEA_BLOB\0';

/** Finds the blob of a single-executable application among the notes; the list is empty if there is none. */
export function findSeaBlob({ bytes, segments }: Elf): readonly Part[] {
  return segments
    .filter(({ type }) => type === PT.NOTE)
    .flatMap(({ offset, fileBytes }) => findBlob(bytes, offset, offset + fileBytes))
    .slice(0, 1);
}

function findBlob(bytes: Uint8Array, start: number, end: number): readonly Part[] {
  for (let offset = start; offset + NOTE_HEADER_BYTES < end;) {
    const [nameBytes, contentBytes] = [0, 4].map((at) => readWord(bytes, offset + at)) as [
      number,
      number,
    ];
    const nameOffset = offset + NOTE_HEADER_BYTES;
    const contentOffset = nameOffset + ceilTo(nameBytes, NOTE_ALIGN_BYTES);
    const name = Buffer.from(bytes.subarray(nameOffset, nameOffset + nameBytes));
    if (name.equals(Buffer.from(BLOB_NAME))) {
      const content = { offset: contentOffset, end: contentOffset + contentBytes };
      return [cutPart(bytes, { name: 'SEA blob', format: seaBlobFormat, ...content })];
    }
    offset = contentOffset + ceilTo(contentBytes, NOTE_ALIGN_BYTES);
  }
  return [];
}

function readWord(bytes: Uint8Array, offset: number): number {
  return Number(renderLittleEndian(bytes.subarray(offset, offset + 4)));
}
