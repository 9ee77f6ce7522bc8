import type { Observer } from '../http/exchange.ts';
import { createExchangeLog } from '../http/observers/log-exchange.ts';
import { createExchangeMetrics } from '../http/observers/measure-exchanges.ts';
import type { RecentExchanges } from '../http/observers/recent-exchanges.ts';
import { isFromTrustedProxy } from '../http/trusted-proxies.ts';
import type { Tracing } from '../telemetry/trace/tracing.ts';
import type { World } from '../world/world.ts';
import type { Parts, ThreadPlace } from './parts.ts';

/** What the observers need of one server. */
export interface Observed {
  readonly tracing: Tracing;
  readonly exchanges: RecentExchanges;
  readonly thread: ThreadPlace | undefined;
}

/** Creates the observers of every exchange. The span comes first, because log lines contain its ids. */
export async function createObservers(
  { now, random }: World,
  { loggers, liveSettings, metrics, flight }: Parts,
  { tracing, exchanges, thread }: Observed,
): Promise<readonly Observer[]> {
  const ratio = liveSettings.current.accessLogRatio;
  return [
    ...(await observeSpans(tracing)),
    createExchangeMetrics(metrics, now),
    flight,
    exchanges,
    createExchangeLog({ loggers, now, random, ratio, thread: thread?.index }),
  ];
}

/** Loads the code only if tracing is on. */
async function observeSpans({ spans }: Tracing): Promise<readonly Observer[]> {
  if (spans === undefined) return [];
  const { traceExchanges } = await import('../http/observers/trace-exchanges.ts');
  return [traceExchanges({ ...spans, isTrusted: isFromTrustedProxy })];
}
