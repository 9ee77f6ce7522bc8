import { type Elf, type Machine, RELA_BYTES, SHT, SYM_BYTES } from './elf.ts';
import { FieldReader } from './field-reader.ts';
import { parseSections } from './parse-sections.ts';

/**
 * The relocation type of a slot of the procedure linkage table: R_X86_64_JUMP_SLOT, R_AARCH64_JUMP_SLOT.
 *
 * @see the psABI supplements: x86-64 section 4.4.1, aaelf64 "Dynamic relocations"
 */
const JUMP_SLOT: Readonly<Record<Machine, number>> = { 'x86-64': 7, aarch64: 1026 };

/**
 * Finds the place in memory from which a program takes the address of a function of a library.
 *
 * @returns The address of the slot, which ld.so fills; undefined if the program does not call the function.
 * @throws {Fault} `ELF_TRUNCATED` or `ELF_FIELD` if a section is damaged.
 * @see elf(5) "Relocation entries (Rel & Rela)"
 */
export function findJumpSlot(elf: Elf, symbol: string): number | undefined {
  const reader = new FieldReader(elf.path, elf.bytes);
  const sections = parseSections(elf);
  for (const { type, offset, sizeBytes, link } of sections) {
    const symbols = sections[link];
    const strings = sections[symbols?.link ?? 0];
    if (type !== SHT.RELA || symbols === undefined || strings === undefined) continue;
    const nameOf = (index: number) => {
      const nameOffset = reader.u32(symbols.offset + index * SYM_BYTES, 'st_name');
      return reader.text(
        strings.offset + nameOffset,
        strings.offset + strings.sizeBytes,
        'st_name',
      );
    };
    for (let at = offset; at < offset + sizeBytes; at += RELA_BYTES)
      if (
        reader.u32(at + 8, 'r_info') === JUMP_SLOT[elf.machine] &&
        nameOf(reader.u32(at + 12, 'r_info')) === symbol
      )
        return reader.u64(at, 'r_offset');
  }
  return undefined;
}
