import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { CLIENT_KNOWN } from '../client-known.ts';
import type { RefusalReason, NoteRefusal } from '../refusals.ts';
import { parseProxyHeader } from './parse-proxy-header.ts';
import { isFromUnixSocket, replacePeer } from '../peer-surfaces.ts';

export interface ProxyHeadersOptions {
  /** Whether an address is that of a proxy. */
  readonly isTrusted: (address: string | undefined) => boolean;
  /** Milliseconds that a proxy may take to send its header. */
  readonly timeoutMs: () => number;
  readonly note: NoteRefusal;
}

/**
 * Makes a server read a header of the PROXY protocol from each connection of a trusted proxy, or of a unix socket,
 * before anything else: the client that it names becomes the peer of the connection. A trusted peer that sends no
 * valid header in time is closed; what any other peer sends is no header, because a receiver must not guess whether
 * there is one. Call it before listeners for `connection` are added that concern clients.
 *
 * @see "The PROXY protocol, versions 1 and 2" of HAProxy, section 2
 */
export function readProxyHeaders(server: Server, options: ProxyHeadersOptions): void {
  const listeners = server.listeners('connection') as ((socket: Socket) => void)[];
  server.removeAllListeners('connection');
  for (const listener of listeners) server.on(CLIENT_KNOWN, listener);
  server.on('connection', (socket: Socket) => {
    const pass = (): void => void server.emit(CLIENT_KNOWN, socket);
    const { remoteAddress } = socket;
    if (isFromUnixSocket(socket) || options.isTrusted(remoteAddress))
      readHeader(socket, pass, options);
    // It has reset its connection already, as HAProxy ends its checks: nobody can be asked or answered.
    else if (remoteAddress === undefined) socket.destroy();
    else pass();
  });
}

function readHeader(
  socket: Socket,
  pass: () => void,
  { timeoutMs, note }: ProxyHeadersOptions,
): void {
  let read: Buffer = Buffer.alloc(0);
  function stop(): void {
    clearTimeout(timer);
    socket.off('data', add).off('end', end).off('close', stop);
  }
  function refuse(reason: RefusalReason): void {
    stop();
    note({ reason, clientAddress: socket.remoteAddress });
    socket.destroy();
  }
  function end(): void {
    refuse(read.length === 0 ? 'silence' : 'proxy_header');
  }
  function add(piece: Buffer): void {
    read = Buffer.concat([read, piece]);
    const header = parseProxyHeader(read);
    if (header === 'incomplete') return;
    if (header === undefined) {
      refuse('proxy_header');
      return;
    }
    stop();
    socket.off('error', ignore).pause();
    const rest = read.subarray(header.lengthBytes);
    if (rest.length > 0) socket.unshift(rest);
    if (header.peer !== undefined) replacePeer(socket, header.peer);
    pass();
    // A TLS socket takes the rest in a tick of its own, and one that flows before would lose it.
    process.nextTick(() => socket.resume());
  }
  const timer = setTimeout(() => {
    refuse('proxy_timeout');
  }, timeoutMs());
  socket.on('data', add).once('end', end).once('close', stop).on('error', ignore);
}

/** A proxy that resets its connection closes it, too. */
function ignore(): void {
  // Nothing was asked for.
}
