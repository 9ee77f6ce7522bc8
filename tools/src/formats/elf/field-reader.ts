import { Fault } from '../../host/faults/fault.ts';

/**
 * Reads little-endian fields of a file that may be truncated or damaged. Every access names its field,
 * so that a failure reports the field instead of an offset.
 */
export class FieldReader {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly #view: DataView;

  constructor(path: string, bytes: Uint8Array) {
    this.path = path;
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  u8(offset: number, field: string): number {
    this.range(offset, 1, field);
    return this.#view.getUint8(offset);
  }

  u16(offset: number, field: string): number {
    this.range(offset, 2, field);
    return this.#view.getUint16(offset, true);
  }

  u32(offset: number, field: string): number {
    this.range(offset, 4, field);
    return this.#view.getUint32(offset, true);
  }

  /** Reads a 64-bit field as a number: no file size or user-space address of Linux reaches 2^53. */
  u64(offset: number, field: string): number {
    this.range(offset, 8, field);
    const value = this.#view.getBigUint64(offset, true);
    if (value > BigInt(Number.MAX_SAFE_INTEGER))
      throw this.corrupt(field, `0x${value.toString(16)}`, 'a value below 2^53');
    return Number(value);
  }

  /** Reads text from `offset` to the next NUL, which must come before `end`. */
  text(offset: number, end: number, field: string): string {
    const nul = this.bytes.subarray(0, end).indexOf(0, offset);
    if (nul < 0) throw this.corrupt(field, 'not closed', 'text closed by a NUL');
    return Buffer.from(this.bytes.subarray(offset, nul)).toString('latin1');
  }

  /** Returns a view of the bytes from `offset` on. */
  range(offset: number, sizeBytes: number, field: string): Uint8Array {
    const end = offset + sizeBytes;
    if (end > this.bytes.byteLength)
      throw new Fault('ELF_TRUNCATED', {
        path: this.path,
        field,
        end,
        sizeBytes: this.bytes.byteLength,
      });
    return this.bytes.subarray(offset, end);
  }

  corrupt(field: string, found: string | number, expected: string): Fault {
    return new Fault('ELF_FIELD', { path: this.path, field, found: String(found), expected });
  }
}
