import { Fault } from '../../host/faults/fault.ts';
import { appFileFormat } from './app-file-format.ts';
import { arFormat } from './ar-format.ts';
import { elfFormat } from './elf-format.ts';
import { gzipFormat } from './gzip-format.ts';
import { ociFormat } from './oci-format.ts';
import type { Format, Part } from './part.ts';
import { seaBlobFormat } from './sea-blob-format.ts';
import { tarFormat } from './tar-format.ts';
import { zstdFormat } from './zstd-format.ts';

const FORMATS: readonly Format[] = [
  elfFormat,
  gzipFormat,
  zstdFormat,
  ociFormat, // before tar, because it is also a tar
  tarFormat,
  arFormat,
  appFileFormat,
  seaBlobFormat,
];

/** Detects the format of bytes by their content, never by a name; one of two sides may be damaged. */
export function findFormat(...sides: readonly Uint8Array[]): Format | undefined {
  return FORMATS.find(({ recognises }) => sides.some(recognises));
}

/** Splits bytes into parts; undefined if they are damaged. */
export function tryParse(format: Format, bytes: Uint8Array): readonly Part[] | undefined {
  try {
    return format.recognises(bytes) ? format.parse(bytes) : undefined;
  } catch (error) {
    if (error instanceof Fault || error instanceof RangeError || error instanceof SyntaxError)
      return undefined;
    throw error;
  }
}
