import type { Settings } from '../config/settings.ts';
import type { Exchange } from '../http/exchange.ts';
import { refuse } from '../http/refuse.ts';
import type { Metrics } from '../metrics/metrics.ts';
import type { InFlight } from './in-flight.ts';
import type { LoopDelay } from './loop-delay.ts';

export interface AdmissionOptions {
  readonly settings: Settings;
  readonly metrics: Metrics;
  readonly inFlight: InFlight;
  readonly loopDelay: LoopDelay;
}

/** Says whether an exchange may enter the application; where not, it is answered or cut already. */
export type Admit = (exchange: Exchange) => boolean;

export function createAdmission(options: AdmissionOptions): Admit {
  const { settings, metrics, inFlight, loopDelay } = options;
  const { maxRequestsInFlight, maxPipelinedRequests, retryAfterSeconds } = settings;
  const shedLoopDelayMs = settings.shedLoopDelayMs === 0 ? Infinity : settings.shedLoopDelayMs;
  const shed = metrics.counter({
    name: 'http.server.shed_requests',
    unit: '{request}',
    description: 'Requests refused because there was too much to do.',
  });
  const counts = {
    inFlight: shed({ reason: 'in_flight' }),
    loopDelay: shed({ reason: 'event_loop_delay' }),
    pipelined: shed({ reason: 'pipelined' }),
  };
  return (exchange) => {
    const { socket } = exchange.request;
    if (socket.unansweredCount > maxPipelinedRequests) {
      counts.pipelined.add(1);
      socket.isRefused = true;
      socket.destroy(); // an answer would have to queue as well
      return false;
    }
    if (inFlight.size <= maxRequestsInFlight && loopDelay.ms <= shedLoopDelayMs) return true;
    counts[inFlight.size > maxRequestsInFlight ? 'inFlight' : 'loopDelay'].add(1);
    exchange.errorType = 'shed';
    refuse(exchange, { status: 503, retryAfterSeconds });
    return false;
  };
}
