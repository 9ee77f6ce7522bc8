import { Server } from 'node:net';

/** Where a server listens: address, port (-1 for a Unix socket), address family. More follows. */
type Place = [address: string | null, port: number, family: number, ...others: unknown[]];

/** Node's own step between the options of listen() and the socket, the same for each form of the options. */
interface Listening {
  _listen2: (this: Server, ...place: Place) => void;
}

const LOOPBACK = /^(?:127\.|::1$)/;

/** Makes each TCP server of an app listen on the loopback address: a build opens no port to the network. */
export function listenOnLoopback(): void {
  const prototype = Server.prototype as unknown as Listening;
  const { _listen2: listen } = prototype;
  prototype._listen2 = function listenOnLoopbackOnly(...place) {
    const [address, port, , ...others] = place;
    const isOpen = port >= 0 && !LOOPBACK.test(address ?? '');
    listen.apply(this, isOpen ? ['127.0.0.1', port, 4, ...others] : place);
  };
}
