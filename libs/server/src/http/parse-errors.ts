import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { errnoOf } from '../world/faults/fault.ts';
import type { Metrics } from '../telemetry/metrics/metrics.ts';
import { judgeError, type Judgement } from './judge-error.ts';
import { abortExchange } from './limits/abort-exchange.ts';
import { socketBelow } from './private-surfaces.ts';
import type { NoteRefusal } from './refusals.ts';
import { closeAfter, closeConnection, refuseConnection } from './refuse.ts';
import { renderRefusal } from './render-refusal.ts';

/** What the listener needs. */
export interface ParseErrorOptions {
  readonly metrics: Metrics;
  readonly now: () => Date;
  readonly note: NoteRefusal;
}

const PLAIN_HTTP = 'This port speaks HTTPS; the request was HTTP. Use https:// in the URL.';

/** Creates the listener for `clientError`, which answers or closes a connection, counts the error and logs it. */
export function createParseErrorListener({ metrics, now, note }: ParseErrorOptions) {
  const parseErrors = metrics.counter({
    name: 'http.server.parse_errors',
    unit: '{error}',
    description: 'Requests rejected by the HTTP parser, by error code.',
  });
  return (error: Error, stream: Duplex): void => {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- node:http's types are wider than what it emits
    const socket = stream as Socket;
    const code = errnoOf(error) ?? '';
    if (socket.isRefused) return; // input after the last answer is discarded
    if (code.startsWith('HPE_')) parseErrors({ 'error.type': code }).add(1);
    const judgement = judgeError(error);
    const { lastResponse, remoteAddress: clientAddress } = socket;
    if (judgement === undefined) socket.destroy();
    else if (isUnanswered(lastResponse) && !lastResponse.req.complete) {
      const { reason, status = 400 } = judgement;
      abortExchange(lastResponse.exchange, reason, { status });
    } else {
      const refusal = planRefusal(socket, judgement);
      note({ ...refusal, code, clientAddress });
      refuse(socket, refusal, now());
    }
  };
}

function isUnanswered(response: ServerResponse | undefined): response is ServerResponse {
  return response?.writableFinished === false;
}

/**
 * Decides what a client gets whose latest request is complete, or answered, or that sent none.
 *
 * No answer before that of a complete request. None to the rest of a request that has been answered: a
 * client takes it for the answer to its next request. None to silence, as with nginx and Go: it might meet
 * a request in transit.
 */
function planRefusal({ lastResponse, bytesRead }: Socket, judgement: Judgement): Judgement {
  const { reason } = judgement;
  const isDone =
    lastResponse === undefined || (lastResponse.writableFinished && lastResponse.req.complete);
  if (!isDone) return { reason };
  return reason === 'timeout' && bytesRead === 0 ? { reason: 'silence' } : judgement;
}

function refuse(socket: Socket, { reason, status }: Judgement, time: Date): void {
  const { lastResponse } = socket;
  if (isUnanswered(lastResponse)) closeAfter(lastResponse.exchange);
  else if (reason === 'plain_http')
    socketBelow(socket)?.write(renderRefusal({ status: 400, time, text: PLAIN_HTTP }));
  else if (!socket.writable || reason === 'silence' || reason.startsWith('tls')) socket.destroy();
  else if (status === undefined) closeConnection(socket);
  else refuseConnection(socket, renderRefusal({ status, time }));
}
