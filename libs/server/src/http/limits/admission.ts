import type { Settings } from '../../config/settings.ts';
import type { Admit, Exchange } from '../exchange.ts';
import { refuse } from '../refuse.ts';
import type { Metrics } from '../../telemetry/metrics/metrics.ts';
import type { InFlight } from './in-flight.ts';
import type { LoopDelay } from './loop-delay.ts';
import type { Streams } from './streams.ts';

export interface AdmissionOptions {
  readonly settings: Settings;
  readonly metrics: Metrics;
  readonly inFlight: InFlight;
  readonly streams: Pick<Streams, 'size'>;
  readonly loopDelay: LoopDelay;
}

export interface Admission {
  readonly admit: Admit;
  /** Whether the next request would be shed because of overload. */
  readonly isShedding: () => boolean;
}

/** Creates the check that each request passes before the application gets it. */
export function createAdmission(options: AdmissionOptions): Admission {
  const { settings, metrics, inFlight, streams, loopDelay } = options;
  const isFull = (): boolean => inFlight.size - streams.size > settings.maxRequestsInFlight;
  const isLate = (): boolean =>
    settings.shedLoopDelayMs > 0 && loopDelay.ms > settings.shedLoopDelayMs;
  const shed = metrics.counter({
    name: 'http.server.shed_requests',
    unit: '{request}',
    description: 'Requests shed because of overload.',
  });
  const counts = {
    inFlight: shed({ reason: 'in_flight' }),
    loopDelay: shed({ reason: 'event_loop_delay' }),
    pipelined: shed({ reason: 'pipelined' }),
  };
  function admit(exchange: Exchange): boolean {
    const { socket } = exchange.request;
    if (socket.unansweredCount > settings.maxPipelinedRequests && isPipelined(exchange)) {
      counts.pipelined.add(1);
      socket.isRefused = true;
      socket.destroy(); // an answer would have to queue too
      return false;
    }
    if (!isFull() && !isLate()) return true;
    counts[isFull() ? 'inFlight' : 'loopDelay'].add(1);
    exchange.errorType = 'shed';
    refuse(exchange, { status: 503, retryAfterSeconds: settings.retryAfterSeconds });
    return false;
  }
  return { admit, isShedding: () => isFull() || isLate() };
}

/** Requests of HTTP/2 do not wait for each other, and their number is limited by another rule. */
function isPipelined({ request }: Exchange): boolean {
  return request.httpVersionMajor !== 2;
}
