import { ELF_TYPES, MACHINES, nameSegmentType } from '../../formats/elf/elf.ts';
import { renderLittleEndian, type Field } from './part.ts';

const number = (bytes: Uint8Array): string => `0x${BigInt(renderLittleEndian(bytes)).toString(16)}`;
const count = renderLittleEndian;
const nameIn = (names: ReadonlyMap<number, string>) => (bytes: Uint8Array) =>
  names.get(Number(count(bytes))) ?? count(bytes);

/** Elf64_Ehdr, elf(5). */
export const HEADER_FIELDS = layOut([
  ['e_ident', 16],
  ['e_type', 2, nameIn(ELF_TYPES)],
  ['e_machine', 2, nameIn(MACHINES)],
  ['e_version', 4, count],
  ['e_entry', 8, number],
  ['e_phoff', 8, number],
  ['e_shoff', 8, number],
  ['e_flags', 4, number],
  ['e_ehsize', 2, count],
  ['e_phentsize', 2, count],
  ['e_phnum', 2, count],
  ['e_shentsize', 2, count],
  ['e_shnum', 2, count],
  ['e_shstrndx', 2, count],
]);

/** Elf64_Phdr, elf(5). */
export const SEGMENT_FIELDS = layOut([
  ['p_type', 4, (bytes) => nameSegmentType(Number(count(bytes)))],
  ['p_flags', 4, number],
  ['p_offset', 8, number],
  ['p_vaddr', 8, number],
  ['p_paddr', 8, number],
  ['p_filesz', 8, number],
  ['p_memsz', 8, number],
  ['p_align', 8, number],
]);

/** Elf64_Shdr, elf(5). */
export const SECTION_FIELDS = layOut([
  ['sh_name', 4, number],
  ['sh_type', 4, number],
  ['sh_flags', 8, number],
  ['sh_addr', 8, number],
  ['sh_offset', 8, number],
  ['sh_size', 8, number],
  ['sh_link', 4, count],
  ['sh_info', 4, count],
  ['sh_addralign', 8, number],
  ['sh_entsize', 8, number],
]);

/** Lays out fields one after the other. */
function layOut(
  rows: readonly (readonly [name: string, sizeBytes: number, render?: Field['renderValue']])[],
): readonly Field[] {
  let end = 0;
  return rows.map(([name, sizeBytes, renderValue]) => {
    const offset = end;
    end += sizeBytes;
    return { name, offset, sizeBytes, ...(renderValue && { renderValue }) };
  });
}
