import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createManagementServer } from '../src/management/server/create-management-server.ts';
import type { Route } from '../src/management/server/route.ts';

export interface RunningManagementServer extends AsyncDisposable {
  readonly origin: string;
  /** Sends a request and returns status, header fields and body; a JSON body is parsed. */
  readonly ask: (method: string, path: string, input?: AskInput) => Promise<ManagementResponse>;
}

export interface AskInput {
  /** Sent as JSON; a string is sent unchanged. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ManagementResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Starts a management server without access control on a free port of the loopback interface. */
export async function startManagementServer(
  routes: readonly Route[],
): Promise<RunningManagementServer> {
  const server = createManagementServer({
    routes,
    onError: (error) => {
      throw error;
    },
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    ask: async (method, path, { body, headers = {} } = {}) => {
      const init = { method, headers: { 'content-type': 'application/json', ...headers } };
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const response = await fetch(
        origin + path,
        body === undefined ? init : { ...init, body: text },
      );
      const received = await response.text();
      const isJson = response.headers.get('content-type')?.endsWith('json') === true;
      const isOne = isJson && !received.includes('}\n{');
      return {
        status: response.status,
        headers: response.headers,
        body: isOne && received !== '' ? (JSON.parse(received) as unknown) : received,
      };
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
