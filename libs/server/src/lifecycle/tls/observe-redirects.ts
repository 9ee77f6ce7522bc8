import type { IncomingMessage, ServerResponse } from 'node:http';
import { loggedPathOf } from '../../http/observers/log-exchange.ts';
import type { Log } from '../../telemetry/log/log.ts';
import type { CounterSeries, Family, Metrics } from '../../telemetry/metrics/metrics.ts';

export interface ObserveRedirectsOptions {
  readonly metrics: Pick<Metrics, 'counter'>;
  /** The logger of the access log. */
  readonly log: Log;
  readonly monotonicMs: () => number;
  /** Share of the answers to log, from 0 to 1. */
  readonly ratio: number;
  readonly random: () => number;
}

/** Is called at each request, before it is answered. */
export type ObserveRedirect = (request: IncomingMessage, response: ServerResponse) => void;

/** Creates the observer that counts each answer of the listeners for redirects by its status, and logs a line at its end. */
export function observeRedirects(options: ObserveRedirectsOptions): ObserveRedirect {
  const { metrics, log, monotonicMs, ratio, random } = options;
  const redirects = countRedirects(metrics);
  return (request, response) => {
    const startMs = monotonicMs();
    const clientAddress = request.socket.remoteAddress; // gone after the end of the connection
    response.once('close', () => {
      const status = response.headersSent ? response.statusCode : undefined;
      const errorType = response.writableFinished ? undefined : 'aborted';
      redirects({
        ...(status !== undefined && { 'http.response.status_code': String(status) }),
        ...(errorType !== undefined && { 'error.type': errorType }),
      }).add(1);
      if (ratio < 1 && random() >= ratio) return;
      const durationMs = Math.round((monotonicMs() - startMs) * 100) / 100;
      const [method, path] = [request.method, loggedPathOf(request.url ?? '')];
      const facts = { method, path, status, durationMs, clientAddress, errorType };
      log.info({ listener: 'redirect', ...facts }, 'request');
    });
  };
}

/** Declares the counter of answers. */
export function countRedirects(metrics: Pick<Metrics, 'counter'>): Family<CounterSeries> {
  return metrics.counter({
    name: 'http.server.redirects',
    unit: '{request}',
    description:
      'Requests to the listeners that redirect to HTTPS, by status; http.server.request.duration does not have them.',
  });
}
