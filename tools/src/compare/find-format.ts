import { Fault } from '../fault/fault.ts';
import { elfFormat } from './elf-format.ts';
import { gzipFormat } from './gzip-format.ts';
import type { Format, Part } from './part.ts';
import { tarFormat } from './tar-format.ts';

const FORMATS: readonly Format[] = [elfFormat, gzipFormat, tarFormat];

/** Finds what bytes are by their content, never by a name. */
export function findFormat(bytes: Uint8Array): Format | undefined {
  return FORMATS.find(({ recognises }) => recognises(bytes));
}

/** Splits bytes into parts; undefined where they are damaged. */
export function tryParse(format: Format, bytes: Uint8Array): readonly Part[] | undefined {
  try {
    return format.parse(bytes);
  } catch (error) {
    if (error instanceof Fault || error instanceof RangeError || error instanceof SyntaxError)
      return undefined;
    throw error;
  }
}
