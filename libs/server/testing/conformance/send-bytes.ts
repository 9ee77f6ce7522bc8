import { connect, type NetConnectOpts } from 'node:net';
import { text } from 'node:stream/consumers';

/** Sends bytes, one per character, and returns everything received until the server closes. */
export async function sendBytes(
  address: NetConnectOpts,
  bytes: string,
  ending: 'then wait' | 'then end',
): Promise<string> {
  const socket = connect(address).setEncoding('latin1');
  socket.write(Buffer.from(bytes, 'latin1'));
  if (ending === 'then end') socket.end();
  return await text(socket);
}
