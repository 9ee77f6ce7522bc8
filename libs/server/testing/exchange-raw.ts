import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/**
 * Sends bytes as they are, where a client would tidy the path, and gives all that comes back.
 *
 * @param head Request line, and header lines if any; Host and Connection: close are added.
 */
export async function exchangeRaw(port: number, head: string, body = ''): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.write(Buffer.from(`${head}\r\nHost: test\r\nConnection: close\r\n\r\n${body}`, 'latin1'));
  return text(socket);
}
