import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection over which a test sends bytes that no well-behaved client would send. */
export interface RawClient extends Disposable {
  readonly socket: Socket;
  /** Everything received so far, as Latin-1. */
  readonly received: () => string;
  /** Resolves at the end of the connection, however it ended. */
  readonly closed: Promise<void>;
}

/** Connects, sends `first` once, and then `drip` every 20 ms. */
export async function openRaw(port: number, first = '', drip = ''): Promise<RawClient> {
  const socket = connect({ host: '127.0.0.1', port, allowHalfOpen: false }).setEncoding('latin1');
  let received = '';
  socket.on('error', () => undefined).on('data', (text: string) => void (received += text));
  const closed = new Promise<void>((resolve) =>
    socket.once('close', () => {
      resolve();
    }),
  );
  await Promise.race([once(socket, 'connect'), closed]);
  if (first !== '') socket.write(first, 'latin1');
  const timer = drip === '' ? undefined : setInterval(() => socket.write(drip, 'latin1'), 20);
  return {
    socket,
    received: () => received,
    closed: closed.then(() => {
      clearInterval(timer);
    }),
    [Symbol.dispose]: () => {
      clearInterval(timer);
      socket.destroy();
    },
  };
}
