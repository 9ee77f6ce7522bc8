import { type Elf, listLoads } from '../../formats/elf/elf.ts';

const OPTION = '--max-old-space-size-percentage=';
/** The digits that the stub can replace: two, a point and six. */
const DIGITS = /^\d{2}\.\d{6}$/;
const DIGITS_LENGTH = 9;

/**
 * Renders the option that limits the heap of Node to a part of the memory, so that the stub can replace its
 * digits where Node does not see the limit.
 *
 * @param percentage From 1 to 99.
 * @see stub/memory-limit.h
 */
export function renderHeapShare(percentage: number): string {
  return OPTION + percentage.toFixed(6).padStart(DIGITS_LENGTH, '0');
}

/** Finds the digits of that option in a program. @returns Their address; undefined if there is no such option. */
export function findHeapShare(application: Elf): number | undefined {
  const { bytes } = application;
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = file.indexOf(OPTION); at >= 0; at = file.indexOf(OPTION, at + 1)) {
    const start = at + OPTION.length;
    if (!DIGITS.test(file.toString('latin1', start, start + DIGITS_LENGTH))) continue;
    const load = listLoads(application).find(
      ({ offset, fileBytes }) => offset <= start && start + DIGITS_LENGTH <= offset + fileBytes,
    );
    return load && load.virtualAddress + (start - load.offset);
  }
  return undefined;
}
