import type { Observer } from '../http/exchange.ts';
import { createExchangeLog } from '../http/observers/log-exchange.ts';
import { createExchangeMetrics } from '../http/observers/measure-exchanges.ts';
import type { RecentExchanges } from '../http/observers/recent-exchanges.ts';
import { isFromTrustedProxy } from '../http/trusted-proxies.ts';
import type { Tracing } from '../telemetry/trace/tracing.ts';
import type { World } from '../world/world.ts';
import type { Parts } from './parts.ts';

/** Creates the observers of every exchange. The span comes first, because log lines contain its ids. */
export async function createObservers(
  { now, random }: World,
  { loggers, liveSettings, metrics }: Parts,
  { tracing, exchanges }: { readonly tracing: Tracing; readonly exchanges: RecentExchanges },
): Promise<readonly Observer[]> {
  const ratio = liveSettings.current.accessLogRatio;
  return [
    ...(await observeSpans(tracing)),
    createExchangeMetrics(metrics),
    exchanges,
    createExchangeLog({ loggers, now, random, ratio }),
  ];
}

/** Loads the code only if tracing is on. */
async function observeSpans({ spans }: Tracing): Promise<readonly Observer[]> {
  if (spans === undefined) return [];
  const { traceExchanges } = await import('../http/observers/trace-exchanges.ts');
  return [traceExchanges({ ...spans, isTrusted: isFromTrustedProxy })];
}
