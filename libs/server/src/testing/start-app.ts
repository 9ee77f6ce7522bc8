import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RequestHandler } from 'express';
import { defaultsOf } from '../config/setting.ts';
import { serverSettings, type Settings } from '../config/settings.ts';
import type { Observer } from '../http/exchange.ts';
import { createApp } from '../http/create-app.ts';
import { createServer } from '../http/create-server.ts';
import { createExchangeLog } from '../http/log-exchange.ts';
import { createLimits } from '../limits/create-limits.ts';
import { createLoggers } from '../log/loggers.ts';
import { createMetrics } from '../metrics/create-metrics.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { createTestWorld } from './test-world.ts';

export interface RunningApp extends AsyncDisposable {
  readonly server: Server;
  readonly port: number;
  readonly origin: string;
  readonly metrics: Metrics;
  /** Log lines so far, parsed. */
  readonly log: () => readonly Readonly<Record<string, unknown>>[];
}

export interface AppInput {
  readonly filesRoot?: string;
  readonly routes?: RequestHandler;
  readonly settings?: Partial<Settings>;
  readonly observers?: readonly Observer[];
  /** The clock of limits and durations; without it time stands still. */
  readonly monotonicMs?: () => number;
  /** Path of a unix socket to listen on instead of a port. */
  readonly path?: string;
}

/** Starts the application on a free port of the loopback interface, with the default limits. */
export async function startApp(input: AppInput = {}): Promise<RunningApp> {
  const world = createTestWorld();
  const sink = { write: world.stdout.write, push: () => undefined };
  const loggers = createLoggers({ level: 'info', sink, ...world });
  const exchangeLog = createExchangeLog({ loggers, ratio: 1, ...world });
  const metrics = createMetrics();
  const { monotonicMs = world.monotonicMs } = input;
  const settings = { ...defaultsOf(serverSettings), ...input.settings };
  const { filesRoot, routes, observers = [exchangeLog] } = input;
  const { trustedProxies, filesCacheControl, retryAfterSeconds } = settings;
  const { now } = world;
  const server = createServer({
    settings,
    limits: createLimits({ settings, metrics, monotonicMs, openFilesLimit: undefined }),
    app: createApp({
      ...{ now, filesRoot, filesCacheControl, retryAfterSeconds, trustedProxies, routes },
    }),
    log: loggers.root,
    metrics,
    now,
    monotonicMs,
    createId: () => 'test-id',
    observers,
  });
  await once(server.listen(input.path ?? { port: 0, host: '127.0.0.1' }), 'listening');
  const { port } = server.address() as AddressInfo; // undefined on a unix socket
  return {
    server,
    port,
    metrics,
    origin: `http://127.0.0.1:${port}`,
    log: () => world.written.stdout().split('\n').filter(Boolean).map(parseLine),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

function parseLine(line: string): Readonly<Record<string, unknown>> {
  return JSON.parse(line) as Readonly<Record<string, unknown>>;
}
