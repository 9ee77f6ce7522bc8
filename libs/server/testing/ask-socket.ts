import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

export interface SocketRequest {
  readonly socketPath: string;
  /** Method and target, such as `POST /profiles/cpu?seconds=1`. */
  readonly line: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Aborts the request. */
  readonly signal?: AbortSignal;
}

/** Sends a request to a unix socket, and returns the response before its body is read. */
export async function openOnSocket({
  line,
  body,
  ...options
}: SocketRequest): Promise<IncomingMessage> {
  const [method, path] = line.split(' ');
  const sent = request({ ...options, method, path, agent: false }).end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
}

export interface SocketResponse {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** Sends a request to a unix socket, and returns the response with its body. */
export async function askSocket(socketRequest: SocketRequest): Promise<SocketResponse> {
  const response = await openOnSocket(socketRequest);
  const { statusCode: status, headers } = response;
  return { status, headers, text: await text(response) };
}
