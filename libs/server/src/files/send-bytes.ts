import { read as readWithCallback } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import type { ByteRange } from './parse-range.ts';

const read = promisify(readWithCallback);

/** Most bytes read at once, and all the memory that a download uses; a larger buffer is not faster. */
const CHUNK_BYTES = 131_072;

/**
 * Sends a part of an open file as the body of an answer whose headers are set, Content-Length included.
 * Stops when the answer has ended. Sends no more than announced if the file grows.
 *
 * @throws {Error} if the file has become shorter, before the last byte: the answer is incomplete and
 *   must not look complete.
 */
export async function sendBytes(
  response: ServerResponse,
  fd: number,
  { start, length }: ByteRange,
): Promise<void> {
  const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, length));
  const end = start + length;
  let position = start;
  if (length === 0) response.end();
  while (position < end) {
    const wanted = Math.min(buffer.length, end - position);
    const { bytesRead } = await read(fd, buffer, 0, wanted, position);
    if (bytesRead === 0) throw new Error(`The file ended at byte ${position} of ${end}`);
    if (isOver(response)) return;
    position += bytesRead;
    const chunk = buffer.subarray(0, bytesRead);
    if (position < end) await flushed(response, chunk);
    else response.end(chunk);
  }
}

/** Returns whether the client has disconnected, or another part of the server, such as a time limit, has ended the answer. */
function isOver(response: ServerResponse): boolean {
  return response.req.socket.destroyed || response.writableEnded;
}

/** Writes a chunk and waits until the kernel has accepted it, so that its memory can be reused. */
function flushed(response: ServerResponse, chunk: Buffer): Promise<void> {
  const { socket } = response.req;
  return new Promise((resolve) => {
    const settle = (): void => {
      socket.off('close', settle);
      resolve();
    };
    // An answer that waits for an earlier one of its connection gets no event when the client disconnects.
    socket.once('close', settle);
    response.write(chunk, settle);
  });
}
