import { once } from 'node:events';
import {
  createServer,
  request,
  type ClientRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Proxy {
  /** `127.0.0.1:port`. */
  readonly host: string;
  /** Method and path of each request so far. */
  readonly requests: readonly string[];
  close(): void;
}

export interface ProxyOptions {
  /** `address:port` of the registry. */
  readonly registry: string;
  /** Returns after how many bytes of its body a request is cut; by default none is. */
  readonly cutAfter?: (index: number, request: IncomingMessage) => number | undefined;
  /** Answers a request instead of the registry. @returns Whether it did. */
  readonly answer?: (request: IncomingMessage, response: ServerResponse) => boolean;
}

/** Starts a proxy in front of a registry that can cut connections. */
export async function startProxy({ registry, cutAfter, answer }: ProxyOptions): Promise<Proxy> {
  const requests: string[] = [];
  const [hostname, port] = registry.split(':');
  const server = createServer((incoming, response) => {
    const cut = cutAfter?.(
      requests.push(`${incoming.method ?? ''} ${incoming.url ?? ''}`) - 1,
      incoming,
    );
    if (cut === 0) return void incoming.socket.destroy();
    if (answer?.(incoming, response) === true) return;
    const { method, url: path, headers } = incoming;
    const passed = request({ hostname, port, method, path, headers, agent: false }, (reply) => {
      if (cut !== undefined) return void reply.resume(); // the client must see a cut, and no answer
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
    });
    passed.on('error', () => incoming.socket.destroy());
    if (cut === undefined) incoming.pipe(passed);
    else passUntil(cut, incoming, passed);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: own } = server.address() as AddressInfo;
  return {
    host: `127.0.0.1:${own}`,
    requests,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

/**
 * Passes the first bytes of a body on, and ends the connection to the registry; cuts the one of the client when the
 * registry has stored them, because it may refuse to go on before.
 */
function passUntil(cut: number, incoming: IncomingMessage, passed: ClientRequest): void {
  let left = cut;
  incoming.on('data', (bytes: Buffer) => {
    if (left <= 0) return;
    passed.write(bytes.subarray(0, left));
    left -= bytes.byteLength;
    if (left > 0) return;
    passed.once('close', () => incoming.socket.destroy());
    passed.socket?.end(); // what was written reaches the registry
  });
}
