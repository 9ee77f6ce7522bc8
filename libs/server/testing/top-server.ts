import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createManagementServer } from '../src/management/server/create-management-server.ts';
import type { Reply, Route } from '../src/management/server/route.ts';
import type { Flight, Health, Overview } from '../src/program/commands/top/overview.ts';

/** Text that would take over the terminal. */
export const HOSTILE = '\u001b]0;title\u0007\u001b[2J\u009b31m\r\n\u202e';

const times = Array.from({ length: 60 }, (_, index) => 1_796_000_000 + index);

/** Returns a value for each second; those of some seconds at the end are not written yet. */
function byTime(value: number, missing = 0): (number | null)[] {
  return times.map((_, index) => (index < times.length - missing ? value : null));
}

export const FLIGHT: Flight = {
  now: new Date(1_796_000_060_500).toISOString(),
  startedAt: new Date(1_796_000_060_500 - 11_520_000).toISOString(),
  times,
  series: {
    requests: times.map((_, index) => index * 25),
    errors: byTime(0),
    p50Ms: byTime(1.234),
    p95Ms: byTime(12.34),
    p99Ms: byTime(1_234),
    requestsUnderWay: byTime(3, 1),
    connections: byTime(40, 1),
    loopDelayMs: byTime(0.5, 1),
    loopUtilization: byTime(0.345, 1),
    cpuCores: byTime(0.8, 1),
    residentBytes: byTime(84_200_000, 1),
    heapUsedBytes: byTime(31_000_000, 2),
  },
  routes: [
    { route: 'GET /rare', requests: 3, errors: 0, p50Ms: null, p99Ms: null },
    { route: 'GET /orders/:id', requests: 123_456, errors: 12, p50Ms: 1.2, p99Ms: 8.9 },
    { route: `GET /${HOSTILE}`, requests: 40, errors: 0, p50Ms: 1, p99Ms: 2 },
  ],
  stalls: [],
};

export const HEALTH: Health = {
  status: 'pass',
  version: '1.2.3',
  phase: 'ready',
  checks: { phase: [{ status: 'pass' }] },
};

export const OVERVIEW: Overview = {
  name: 'example',
  health: HEALTH,
  flight: FLIGHT,
  requests: [
    { method: 'GET', path: '/slow', ageMs: 2_300, phase: 'handler' },
    { method: 'POST', path: `/${HOSTILE}`, ageMs: 20, phase: 'body' },
  ],
  notes: [],
};

/** The admin API that `top` reads, on a unix socket in this process. */
export interface TopServer extends Disposable {
  readonly socketPath: string;
  readonly server: Server;
  readonly routes: readonly Route[];
  /** Paths with their queries, in the order of the requests. */
  readonly asked: readonly string[];
  /** Replaces the answer to a path. */
  readonly answer: (path: string, answer: () => Reply | Promise<Reply>) => void;
}

/** Starts a server that answers `OVERVIEW`. */
export async function startTopServer(): Promise<TopServer> {
  const folder = mkdtempSync(join(tmpdir(), 'top-'));
  const socketPath = join(folder, 'admin.sock');
  const asked: string[] = [];
  const json = (body: unknown) => (): Reply => ({ json: body });
  const answers = new Map<string, () => Reply | Promise<Reply>>([
    ['/info', json({ build: { name: OVERVIEW.name, version: '1.2.3' } })],
    ['/health', json(HEALTH)],
    ['/flight', json(FLIGHT)],
    ['/requests', json({ requests: OVERVIEW.requests })],
  ]);
  const routes = Array.from(answers.keys(), (path): Route => ({
    method: 'GET',
    path,
    access: 'read',
    summary: '',
    answer: ({ query }) => {
      asked.push(`${path}${query.size === 0 ? '' : `?${query.toString()}`}`);
      return answers.get(path)?.() ?? {};
    },
  }));
  const onError = (error: unknown): void => {
    throw error;
  };
  const server = createManagementServer({ routes, onError }).listen(socketPath);
  await once(server, 'listening');
  return {
    socketPath,
    server,
    routes,
    asked,
    answer: (path, answer) => void answers.set(path, answer),
    [Symbol.dispose]: () => {
      server.close().closeAllConnections();
      rmSync(folder, { recursive: true });
    },
  };
}
