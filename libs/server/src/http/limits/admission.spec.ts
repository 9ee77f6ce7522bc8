import { createTestExchange, type TestExchange } from '../../../testing/create-exchange.ts';
import { readMetric } from '../../../testing/read-metric.ts';
import { defaultsOf } from '../../config/setting.ts';
import { serverSettings, type Settings } from '../../config/settings.ts';
import { createMetrics } from '../../telemetry/metrics/create-metrics.ts';
import { sentHeadOf } from '../private-surfaces.ts';
import { createAdmission } from './admission.ts';
import { createInFlight } from './in-flight.ts';
import { createLoopDelay } from './loop-delay.ts';

/** An admission with some requests in flight and a delay of the event loop. */
function start(changed: Partial<Settings>, inFlightCount = 1, delayMs = 0, streamCount = 0) {
  const metrics = createMetrics();
  const inFlight = createInFlight(metrics);
  const loopDelay = createLoopDelay();
  loopDelay.add(delayMs * 2); // of which half counts
  const settings = { ...defaultsOf(serverSettings), retryAfterSeconds: 7, ...changed };
  const exchanges = Array.from({ length: inFlightCount }, createTestExchange);
  for (const { exchange } of exchanges) inFlight.onStart?.(exchange);
  const latest = exchanges.at(-1) as TestExchange;
  const admission = createAdmission({
    settings,
    metrics,
    inFlight,
    streams: { size: streamCount },
    loopDelay,
  });
  return {
    ...latest,
    isShedding: admission.isShedding,
    admit: () => admission.admit(latest.exchange),
    counts: () => readMetric(metrics, 'http.server.shed_requests'),
  };
}

const NONE = { in_flight: 0, event_loop_delay: 0, pipelined: 0 };

describe('admit()', () => {
  it.each<[string, Partial<Settings>, number, number]>([
    ['the last request that may be in flight', { maxRequestsInFlight: 3 }, 3, 0],
    ['at the delay that is allowed', { shedLoopDelayMs: 100 }, 1, 100],
    ['at any delay if it does not count', { shedLoopDelayMs: 0 }, 1, 100_000],
  ])('lets pass %s', (_, settings, inFlightCount, delayMs) => {
    const { admit, isShedding, exchange, counts } = start(settings, inFlightCount, delayMs);
    expect([isShedding(), admit()]).toEqual([false, true]);
    expect(exchange.errorType).toBeUndefined();
    expect(counts()).toEqual(NONE);
  });

  it('does not count declared streams', () => {
    expect(start({ maxRequestsInFlight: 3 }, 5, 0, 2).admit()).toBe(true);
    expect(start({ maxRequestsInFlight: 3 }, 5, 0, 1).admit()).toBe(false);
  });

  it.each<[string, Partial<Settings>, number, number]>([
    ['in_flight', { maxRequestsInFlight: 3 }, 4, 0],
    ['event_loop_delay', { shedLoopDelayMs: 100 }, 1, 101],
    ['in_flight', { maxRequestsInFlight: 3, shedLoopDelayMs: 100 }, 4, 101], // one reason alone
  ])('sheds by reason %s with 503', (reason, settings, inFlightCount, delayMs) => {
    const { admit, isShedding, exchange, response, counts } = start(
      settings,
      inFlightCount,
      delayMs,
    );
    expect([isShedding(), admit()]).toEqual([true, false]);
    expect(exchange.errorType).toBe('shed');
    expect(sentHeadOf(response)).toMatch(/^HTTP\/1\.1 503 [^]*\r\nRetry-After: 7\r\n/);
    expect(counts()).toEqual({ ...NONE, [reason]: 1 });
  });

  it.each([
    [4, true],
    [5, false],
  ])('with 4 pipelined requests allowed admits number %i: %j', (count, isAdmitted) => {
    const { admit, socket, counts } = start({ maxPipelinedRequests: 4 });
    socket.unansweredCount = count;
    expect(admit()).toBe(isAdmitted);
    expect(socket.destroyed).toBe(!isAdmitted);
    expect(counts()).toEqual({ ...NONE, pipelined: isAdmitted ? 0 : 1 });
  });
});
