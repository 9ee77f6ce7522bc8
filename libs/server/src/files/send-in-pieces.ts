import type { ServerResponse } from 'node:http';
import { flush, isOver } from './send-bytes.ts';

/** As much as a file that is read as a whole for one answer, whether or not it is kept. */
const PIECE_BYTES = 131_072;

/**
 * Sends bytes in memory as the body of an answer whose head is written, piece by piece as the kernel takes
 * them. For TLS: OpenSSL encrypts what one write passes to it as a whole, into memory of the connection, so
 * that each client that reads slowly would hold a copy of the file; without TLS all share the same bytes.
 */
export async function sendInPieces(response: ServerResponse, bytes: Buffer): Promise<void> {
  let position = 0;
  response.req.socket.setMaxListeners(0); // each of the answers that wait for earlier ones listens
  while (bytes.length - position > PIECE_BYTES) {
    if (isOver(response)) return;
    await flush(response, bytes.subarray(position, (position += PIECE_BYTES)));
  }
  if (!isOver(response)) response.end(bytes.subarray(position));
}
