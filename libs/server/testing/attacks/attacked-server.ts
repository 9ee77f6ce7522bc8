import { once } from 'node:events';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import { serverSettings, type SettingName, type Settings } from '../../src/config/settings.ts';
import type { LogLine } from '../collect-log.ts';
import { createEcho } from '../conformance/echo.ts';
import { parseMetric, readMetric } from '../read-metric.ts';
import { startApp } from '../start-app.ts';
import { originOf, startThreads } from '../threads.ts';
import { createAttackedApp } from './attack-routes.ts';

const FIXTURE = join(import.meta.dirname, '../programs/attacked.fixture.ts');

/** A server under attack: in this process, or in one of its own with several serving threads. */
export interface AttackedServer extends AsyncDisposable {
  readonly port: number;
  readonly origin: string;
  /** Values of a metric by the values of its attributes, summed over all threads. */
  readonly metric: (name: string) => Promise<Readonly<Record<string, number>>>;
  /** Log lines of requests so far. */
  readonly log: () => readonly LogLine[];
  /** Answers all requests of `/wait`. */
  readonly release: () => void;
  readonly residentBytes: () => Promise<number>;
}

export interface AttackedInput {
  readonly threadCount: number;
  readonly settings?: Partial<Settings>;
  /** Default: `attacked`, the app of attack-routes.ts. */
  readonly routes?: 'attacked' | 'echo';
}

export function startAttacked({ threadCount, ...input }: AttackedInput): Promise<AttackedServer> {
  return threadCount === 1 ? startHere(input) : startInThreads(threadCount, input);
}

type Input = Omit<AttackedInput, 'threadCount'>;

async function startHere({ settings = {}, routes }: Input): Promise<AttackedServer> {
  const attacked = createAttackedApp();
  const app = await startApp({
    routes: routes === 'echo' ? (createEcho({} as never) as RequestHandler) : attacked.router,
    settings,
    ...(settings.filesRoot === undefined ? {} : { filesRoot: settings.filesRoot }),
    monotonicMs: () => performance.now(),
  });
  return {
    port: app.port,
    origin: app.origin,
    metric: (name) => Promise.resolve(readMetric(app.metrics, name)),
    log: app.log,
    release: attacked.release,
    residentBytes: () => Promise.resolve(process.memoryUsage.rss()),
    [Symbol.asyncDispose]: app[Symbol.asyncDispose],
  };
}

async function startInThreads(
  threadCount: number,
  { settings = {}, routes = 'attacked' }: Input,
): Promise<AttackedServer> {
  const { program, log, origin } = await startThreads(FIXTURE, {
    ...environmentOf(settings),
    OPS_PORT: '0',
    ROUTES: routes,
    SERVING_THREADS: String(threadCount),
  });
  const closed = once(program, 'close');
  const metric: AttackedServer['metric'] = async (name) => {
    const response = await fetch(`${originOf(log(), 'ops')}/metrics`);
    return parseMetric(await response.text(), name);
  };
  return {
    port: Number(new URL(origin).port),
    origin,
    metric,
    log: () => log().filter(({ requestId }) => requestId !== undefined),
    release: () => void program.kill('SIGHUP'),
    residentBytes: async () => (await metric('process.resident_memory'))[''] ?? NaN,
    [Symbol.asyncDispose]: async () => {
      program.kill('SIGKILL');
      await closed;
    },
  };
}

function environmentOf(settings: Partial<Settings>): Readonly<Record<string, string>> {
  const variables = Object.entries(settings).map(([name, value]) => [
    serverSettings[name as SettingName].env,
    String(value as string | number),
  ]);
  return Object.fromEntries(variables) as Record<string, string>;
}
