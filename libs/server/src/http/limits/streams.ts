import type { Request } from 'express';
import type { Settings } from '../../config/settings.ts';
import type { Metrics } from '../../telemetry/metrics/metrics.ts';
import type { Exchange } from '../exchange.ts';
import type {} from '../upgrade-surfaces.ts'; // adds declareStream to requests
import { abortExchange } from './abort-exchange.ts';
import { progressOf } from './progress.ts';
import { sentBytesOf } from './write-stall.ts';

export interface StreamsOptions {
  readonly settings: Pick<Settings, 'maxStreams' | 'retryAfterSeconds'>;
  readonly metrics: Metrics;
}

/** The answers in progress that are declared to be streams. */
export interface Streams {
  readonly size: number;
  /** Defines `request.declareStream` of requests that are created with a prototype. */
  readonly define: (prototype: Request) => void;
  /** Counts those that are about to be cut at the end of a shutdown, and returns their number. */
  readonly countCut: () => number;
}

/** Creates the registry of streams, with the limit on their number. */
export function createStreams({ settings, metrics }: StreamsOptions): Streams {
  let size = 0;
  metrics.observe(
    {
      name: 'http.server.active_streams',
      unit: '{stream}',
      description: 'Answers in progress that are declared to be streams.',
      kind: 'gauge',
    },
    () => [{ value: size }],
  );
  const refused = metrics.counter({
    name: 'http.server.refused_streams',
    unit: '{stream}',
    description: 'Streams refused with 503 at MAX_STREAMS.',
  })({});
  const cut = metrics.counter({
    name: 'http.server.cut_streams',
    unit: '{stream}',
    description: 'Streams that were open at the end of a shutdown and were cut.',
  })({});
  function declare(exchange: Exchange): void {
    const { response } = exchange;
    if (exchange.answerKind === 'stream') return;
    if (exchange.errorType !== undefined || response.closed) throw new RequestEnded();
    if (size >= settings.maxStreams) {
      refused.add(1);
      const { retryAfterSeconds } = settings;
      abortExchange(exchange, 'shed', { status: 503, retryAfterSeconds });
      throw new Error('The stream was refused: MAX_STREAMS are open');
    }
    exchange.answerKind = 'stream';
    response.shouldKeepAlive = false; // or a shutdown would wait for the next request after its end
    size += 1;
    response.once('close', () => (size -= 1));
  }
  return {
    get size() {
      return size;
    },
    define: (prototype) => {
      prototype.declareStream = function (this: Request) {
        declare((this.res as NonNullable<Request['res']>).exchange);
      };
    },
    countCut: () => {
      cut.add(size);
      return size;
    },
  };
}

/** Returns whether the connection of a stream has taken no byte for too long, be it for lack of one. */
export function isStreamIdle(exchange: Exchange, nowMs: number, limitMs: number): boolean {
  const { socket } = exchange.response;
  if (socket === null) return false; // an earlier answer of a pipelined connection is not finished
  const progress = progressOf(exchange);
  const sentBytes = sentBytesOf(socket);
  if (sentBytes !== progress.sentBytes) {
    progress.sentBytes = sentBytes;
    progress.sentMs = nowMs;
  }
  return nowMs - progress.sentMs > limitMs;
}

/** The failure of a handler whose request has ended before it declared a stream; there is nobody to answer. */
class RequestEnded extends Error {
  override readonly name = 'RequestEnded';
  override readonly message = 'Cannot declare a stream: the request has ended';
  /** Below 500, because the server did not fail. */
  readonly status = 400;
}
