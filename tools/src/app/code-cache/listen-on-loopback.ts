import { Server } from 'node:net';

/** Where a server listens; family is 4 or 6. Address and port are null for a file descriptor. */
type Place = [
  address: string | null,
  /** -1 for a Unix socket. */
  port: number | null,
  family: number | null,
  backlog: number | undefined,
  file: number | undefined,
  flags: number | undefined,
];

/** Node's own step between the options of listen() and the socket, the same for each form of the options. */
interface Listening {
  _listen2: (this: Server, ...place: Place) => void;
}

const LOOPBACK = /^(?:127\.|::1$)/;
const UNSPECIFIED = ['', '0.0.0.0', '::'];
const UV_TCP_IPV6ONLY = 1;

/** Addresses of interfaces that the app names, in the order in which it does. */
const interfaces: string[] = [];

/** Makes each TCP server of an app listen on a loopback address: the app opens no port to the network. */
export function listenOnLoopback(): void {
  const prototype = Server.prototype as unknown as Listening;
  const { _listen2: listen } = prototype;
  prototype._listen2 = function listenOnLoopbackOnly(...place) {
    listen.apply(this, isOpen(place) ? moveToLoopback(place) : place);
  };
}

function isOpen([address, port]: Place): boolean {
  return typeof port === 'number' && port >= 0 && !LOOPBACK.test(address ?? '');
}

/** Two servers may have one port on two addresses, so that each gets an address of its own. */
function moveToLoopback([address, port, , backlog, file, flags = 0]: Place): Place {
  if ((flags & UV_TCP_IPV6ONLY) !== 0) return ['::1', port, 6, backlog, file, flags];
  return [findAddress(address ?? ''), port, 4, backlog, file, flags];
}

function findAddress(address: string): string {
  if (UNSPECIFIED.includes(address)) return '127.0.0.1';
  if (!interfaces.includes(address)) interfaces.push(address);
  return `127.0.0.${String(interfaces.indexOf(address) + 2)}`;
}
