/** A part of a file, in bytes. */
export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

/**
 * Reads a Range field for a file of a size: RFC 9110, section 14.1.2.
 *
 * A field that is malformed or in another unit is to be ignored; so is one of several ranges, as
 * section 14.2 allows: `multipart/byteranges` has hardly a client and is a known way to multiply work.
 *
 * @returns undefined where the whole file is to be sent.
 */
export function parseRange(field: string, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/i.exec(field) ?? [];
  if (first === '') return last === '' ? undefined : suffix(Number(last), size);
  const start = Number(first);
  const end = last === '' ? Infinity : Number(last);
  if (end < start) return undefined;
  if (start >= size) return 'unsatisfiable';
  return { start, length: Math.min(end, size - 1) - start + 1 };
}

/** The last bytes. Of an empty file they are all of it, which no Content-Range can say. */
function suffix(wanted: number, size: number): ByteRange | 'unsatisfiable' | undefined {
  if (wanted === 0) return 'unsatisfiable';
  if (size === 0) return undefined;
  const length = Math.min(wanted, size);
  return { start: size - length, length };
}
