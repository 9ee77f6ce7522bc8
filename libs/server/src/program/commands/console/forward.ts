import {
  request as sendPlain,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import { pipeline } from 'node:stream';
import { problem, sendReply } from '../../../management/server/send-reply.ts';
import { errnoOf } from '../../../world/faults/fault.ts';
import type { AdminEndpoint } from '../find-endpoint.ts';

/** Where requests are passed on to. */
export interface Destination {
  readonly where: string;
  readonly target: AdminEndpoint;
}

/** What belongs to one connection (RFC 9110, section 7.6.1), and what the browser says of its page and session. */
const KEPT_BACK =
  /^(?:connection|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|host|origin|referer|cookie|authorization|sec-.*)$/;

/** Passes a request on to the admin API, and the response back, both as they arrive. */
export async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  { where, target }: Destination,
): Promise<void> {
  const { method, url } = request;
  const send = target.isSecure === true ? (await import('node:https')).request : sendPlain;
  const headers = { ...keep(request.headers), ...frame(request), ...target.headers };
  const sent = send({ ...target, method, path: url, headers, agent: false });
  sent.once('response', (answer) => {
    response.writeHead(answer.statusCode ?? 502, keep(answer.headers));
    response.flushHeaders(); // the first line of a log stream may take a while
    pipeline(answer, response, () => undefined); // either end may disconnect
  });
  sent.once('error', (error) => {
    if (response.headersSent) response.destroy();
    else
      sendReply(
        response,
        problem(502, `Cannot reach the admin API at ${where}: ${errnoOf(error) ?? error.message}`),
      );
  });
  response.once('close', () => sent.destroy());
  pipeline(request, sent, () => undefined);
}

/** Keeps a body of unknown length in chunks: without them Node would send that of a GET as a request of its own. */
function frame({ headers }: IncomingMessage): OutgoingHttpHeaders {
  return headers['transfer-encoding'] === undefined ? {} : { 'Transfer-Encoding': 'chunked' };
}

function keep(headers: IncomingMessage['headers']): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !KEPT_BACK.test(name)));
}
