import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';

export interface SocketCall {
  readonly socketPath: string;
  /** Method and target, as in `POST /profiles/cpu?seconds=1`. */
  readonly line: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Makes the caller leave. */
  readonly signal?: AbortSignal;
}

/** Asks a listener on a unix socket; the body is still to be read. */
export async function openOnSocket({ line, body, ...call }: SocketCall): Promise<IncomingMessage> {
  const [method, path] = line.split(' ');
  const sent = request({ ...call, method, path, agent: false }).end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
}

export interface SocketAnswer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** Asks a listener on a unix socket. */
export async function askSocket(call: SocketCall): Promise<SocketAnswer> {
  const response = await openOnSocket(call);
  const { statusCode: status, headers } = response;
  return { status, headers, text: await text(response) };
}
