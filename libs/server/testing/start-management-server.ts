import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createManagementServer } from '../src/management/server/create-management-server.ts';
import type { Route } from '../src/management/server/route.ts';

export interface RunningManagementServer extends AsyncDisposable {
  readonly origin: string;
  /** Asks and gives status and body, the body parsed where it is JSON. */
  readonly ask: (method: string, path: string, input?: AskInput) => Promise<Answer>;
}

export interface AskInput {
  /** Sent as JSON, or as it is where it is text. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Starts a management server on a free port of the loopback interface, with no guard before it. */
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
      const answer = await response.text();
      const isJson = response.headers.get('content-type')?.endsWith('json') === true;
      const isOne = isJson && !answer.includes('}\n{');
      return {
        status: response.status,
        headers: response.headers,
        body: isOne && answer !== '' ? (JSON.parse(answer) as unknown) : answer,
      };
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
