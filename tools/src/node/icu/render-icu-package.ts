import { COUNT_BYTES, ENTRY_BYTES, type IcuPackage } from './parse-icu-package.ts';

/** Alignment of items by `icupkg`, so that a loader can read them in place. */
const ITEM_ALIGN_BYTES = 16;

/** The byte that `icupkg` writes between items. */
const PADDING = 0xaa;

/** Renders a package like ICU's own `icupkg`: header, table, names, items. */
export function renderIcuPackage({
  name,
  header,
  items,
}: Omit<IcuPackage, 'sizeBytes'>): Uint8Array {
  const names = items.map((item) => Buffer.from(`${name}/${item.name}\0`, 'latin1'));
  const table = Buffer.alloc(COUNT_BYTES + items.length * ENTRY_BYTES);
  table.writeUInt32LE(items.length);
  const chunks: Uint8Array[] = [header, table, ...names];
  let nameOffset = table.length;
  let end = table.length + names.reduce((total, { length }) => total + length, 0);
  for (const [index, { bytes }] of items.entries()) {
    const offset = Math.ceil(end / ITEM_ALIGN_BYTES) * ITEM_ALIGN_BYTES;
    table.writeUInt32LE(nameOffset, COUNT_BYTES + index * ENTRY_BYTES);
    table.writeUInt32LE(offset, COUNT_BYTES + index * ENTRY_BYTES + 4);
    chunks.push(new Uint8Array(offset - end).fill(PADDING), bytes);
    nameOffset += names[index]?.length ?? 0;
    end = offset + bytes.byteLength;
  }
  return Buffer.concat(chunks);
}
