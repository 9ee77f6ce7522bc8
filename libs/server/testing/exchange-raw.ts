import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/**
 * Sends bytes unchanged, because a client would normalize the path, and returns everything received.
 *
 * @param head Request line, optionally with header lines; Host and Connection: close are added.
 */
export async function exchangeRaw(port: number, head: string, body = ''): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.write(Buffer.from(`${head}\r\nHost: test\r\nConnection: close\r\n\r\n${body}`, 'latin1'));
  return text(socket);
}
