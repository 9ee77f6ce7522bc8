import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Settings } from '../config/settings.ts';
import type { World } from '../edge/world.ts';
import { EX } from '../faults/sysexits.ts';
import { resolveRoot } from '../files/resolve-root.ts';
import { createApp } from '../http/create-app.ts';
import type { Listen } from '../listen/listen.ts';
import { createLog, type Log } from '../log/log.ts';
import { drain } from './drain.ts';

/** Under the 10 s after which `docker stop` kills, so that a cut drain still ends by itself. */
const DRAIN_DEADLINE_MS = 9_000;

export interface ServeOptions {
  readonly settings: Settings;
  readonly version: string;
  readonly listen: Listen;
  /** Aborts when the server is to stop; its reason is the signal's name. */
  readonly stop: AbortSignal;
}

/**
 * Serves until asked to stop, and ends when the last request is answered or cut.
 *
 * @throws {Fault} where the directory cannot be served or the socket not be had.
 */
export async function serve(world: World, options: ServeOptions): Promise<void> {
  const { settings, listen, stop } = options;
  const log = createLog({ level: settings.logLevel, now: world.now, sink: world.stdout });
  reportUncaught(world, log);
  log.info({ version: options.version }, 'starting');
  const filesRoot = settings.filesRoot && (await resolveRoot(settings.filesRoot));
  const server = createServer(createApp({ ...world, log, filesRoot }));
  await listen(server, settings);
  log.info({ address: server.address(), filesRoot }, 'listening');
  if (!stop.aborted) await once(stop, 'abort');
  log.info({ signal: stop.reason as unknown }, 'stopping');
  const isFinished = await drain(server, DRAIN_DEADLINE_MS);
  if (isFinished) log.info('stopped');
  else log.warn({ deadlineMs: DRAIN_DEADLINE_MS }, 'stopped, requests under way were cut');
}

/** After an error nobody caught, nothing can be said of the state: the line is written and the process ends. */
function reportUncaught({ onUncaught, exit }: World, log: Log): void {
  onUncaught((error) => {
    log.fatal({ err: error }, 'ended by an uncaught error');
    exit(EX.SOFTWARE);
  });
}
