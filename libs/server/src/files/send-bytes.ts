import { read as readWithCallback } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import type { ByteRange } from './parse-range.ts';

const read = promisify(readWithCallback);

/** The most that is read at once, and all the memory that a download takes; more makes none faster. */
const CHUNK_BYTES = 131_072;

/**
 * Sends a part of an open file as the body of an answer whose headers are set, Content-Length too.
 * Stops when the answer is over. No more is sent than was promised, if the file grows.
 *
 * @throws {Error} where the file has become shorter, before the last byte: the answer is incomplete
 *   and must be seen to be.
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

/** Whether the client has left, or another part of the server, a time limit say, has ended the answer. */
function isOver(response: ServerResponse): boolean {
  return response.req.socket.destroyed || response.writableEnded;
}

/** Writes, and waits until the bytes are with the kernel, so that their memory can be used again. */
function flushed(response: ServerResponse, chunk: Buffer): Promise<void> {
  const { socket } = response.req;
  return new Promise((resolve) => {
    const settle = (): void => {
      socket.off('close', settle);
      resolve();
    };
    // An answer that waits behind another on its connection is never told that the client has left.
    socket.once('close', settle);
    response.write(chunk, settle);
  });
}
