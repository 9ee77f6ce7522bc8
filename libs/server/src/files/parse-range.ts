/**
 * Parses Range in a few lines, more strictly than range-parser, which Express uses: that accepts spaces
 * and other units, and treats `bytes=2-1`, which is to be ignored, as unsatisfiable.
 */

/** A part of a file, in bytes. */
export interface ByteRange {
  readonly start: number;
  readonly length: number;
}

/**
 * Parses a Range field for a file of `size` bytes: RFC 9110, section 14.1.2.
 *
 * A malformed field or one in another unit is ignored, and so are several ranges, as section 14.2
 * allows: hardly any client uses `multipart/byteranges`, and it is a known way to multiply the work. Any
 * range of an empty file is ignored too.
 *
 * @returns undefined if the whole file is to be sent.
 */
export function parseRange(field: string, size: number): ByteRange | 'unsatisfiable' | undefined {
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/i.exec(field) ?? [];
  if (size === 0) return undefined; // Content-Range cannot express a part of it
  if (first === '') return last === '' ? undefined : suffix(Number(last), size);
  const start = Number(first);
  const end = last === '' ? Infinity : Number(last);
  if (end < start) return undefined;
  if (start >= size) return 'unsatisfiable';
  return { start, length: Math.min(end, size - 1) - start + 1 };
}

/** Returns the last bytes. */
function suffix(wanted: number, size: number): ByteRange | 'unsatisfiable' {
  if (wanted === 0) return 'unsatisfiable';
  const length = Math.min(wanted, size);
  return { start: size - length, length };
}
