import { read as readWithCallback } from 'node:fs';
import { promisify } from 'node:util';

const read = promisify(readWithCallback);

/** Bytes from which the type is determined, as in the WHATWG's MIME Sniffing Standard. */
const HEAD_BYTES = 512;
/** The "binary data bytes" of that standard, section 3: no text has them. */
const BINARY = /[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]/;

/** Returns whether an open file begins like text in UTF-8. An empty file does. */
export async function isText(fd: number): Promise<boolean> {
  const { buffer, bytesRead } = await read(fd, Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
  const isWhole = bytesRead < HEAD_BYTES;
  try {
    // If there is more, the last character may be cut.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, bytesRead), {
      stream: !isWhole,
    });
    return !BINARY.test(text);
  } catch {
    return false;
  }
}
