import { once } from 'node:events';
import type { SettingDeclarations, ValuesOf } from '../config/setting.ts';
import type { Settings } from '../config/settings.ts';
import type { World } from '../edge/world.ts';
import { EX } from '../faults/sysexits.ts';
import { resolveRoot } from '../files/resolve-root.ts';
import { createApp } from '../http/create-app.ts';
import { createServer } from '../http/create-server.ts';
import { createExchangeLog } from '../http/log-exchange.ts';
import { createLoggers } from '../log/loggers.ts';
import type { Log } from '../log/log.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import { drain } from './drain.ts';
import type { Program } from './program.ts';

export interface ServeOptions<Own extends SettingDeclarations> extends Program<Own> {
  readonly values: Settings & ValuesOf<Own>;
  /** Aborts when the server is to stop; its reason is the signal's name. */
  readonly stop: AbortSignal;
}

/**
 * Serves until asked to stop, and ends when the last request is answered or cut.
 *
 * @throws {Fault} where the directory cannot be served or the socket not be had.
 */
export async function serve<Own extends SettingDeclarations>(
  world: World,
  { values: settings, stop, ...program }: ServeOptions<Own>,
): Promise<void> {
  const { now, monotonicMs } = world;
  const loggers = createLoggers({ level: settings.logLevel, now, sink: world.stdout });
  const log = loggers.root;
  reportUncaught(world, log);
  log.info({ version: program.version }, 'starting');
  const metrics = createMetrics();
  const filesRoot = settings.filesRoot && (await resolveRoot(settings.filesRoot));
  const routes = await program.routes?.();
  const context = {
    settings,
    log: loggers.named,
    metrics,
    readiness: { add: () => undefined },
    lifecycle: { onShutdown: () => undefined, onReload: () => undefined },
  };
  const app = createApp({ now, filesRoot, routes: await routes?.default(context) });
  let requestCount = 0;
  const server = createServer({
    settings,
    app,
    log,
    monotonicMs,
    createId: () => String((requestCount += 1)),
    observers: [createExchangeLog(log)],
  });
  await program.listen(server, settings);
  log.info({ address: server.address(), filesRoot }, 'listening');
  if (!stop.aborted) await once(stop, 'abort');
  log.info({ signal: stop.reason as unknown }, 'stopping');
  const isFinished = await drain(server, settings.drainTimeoutMs);
  if (isFinished) log.info('stopped');
  else log.warn({ deadlineMs: settings.drainTimeoutMs }, 'stopped, requests under way were cut');
}

/** After an error nobody caught, nothing can be said of the state: the line is written and the process ends. */
function reportUncaught({ onUncaught, exit }: World, log: Log): void {
  onUncaught((error) => {
    log.fatal({ err: error }, 'ended by an uncaught error');
    exit(EX.SOFTWARE);
  });
}
