import { type Elf, type Segment, PF, PT } from '../../formats/elf/elf.ts';
import { Fault } from '../../host/faults/fault.ts';
import { FORMAT_OFFSET, ICU_MAGIC } from './parse-header.ts';
import { PACKAGE_FORMAT } from './parse-icu-package.ts';

/** Location of the ICU data of a program. */
export interface IcuPackageLocation {
  /** The read-only segment that maps it. */
  readonly load: Segment;
  /** Offset of its first byte in the file. */
  readonly offset: number;
}

/**
 * Finds the ICU data by its header. A symbol names it too, but a program may be stripped.
 *
 * @throws {Fault} `ICU_ABSENT`.
 */
export function findIcuPackage({ bytes, path, segments }: Elf): IcuPackageLocation {
  for (const load of segments.filter(isReadOnly)) {
    const offset = findHeader(bytes.subarray(0, load.offset + load.fileBytes), load.offset);
    if (offset !== undefined) return { load, offset };
  }
  throw new Fault('ICU_ABSENT', { path });
}

function isReadOnly({ type, flags }: Segment): boolean {
  return type === PT.LOAD && (flags & (PF.W | PF.X)) === 0;
}

/** The code that compares formats contains the four letters too, but not the magic before them. */
function findHeader(bytes: Uint8Array, start: number): number | undefined {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (
    let at = file.indexOf(PACKAGE_FORMAT.name, start);
    at >= 0;
    at = file.indexOf(PACKAGE_FORMAT.name, at + 1)
  ) {
    const offset = at - FORMAT_OFFSET;
    if (offset >= start && file.readUInt16LE(offset + 2) === ICU_MAGIC) return offset;
  }
  return undefined;
}
