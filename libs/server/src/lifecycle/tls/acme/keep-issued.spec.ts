import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../../../../testing/until.ts';
import { createMetrics } from '../../../telemetry/metrics/create-metrics.ts';
import type { Log } from '../../../telemetry/log/log.ts';
import type { ReadinessCheck } from '../../readiness.ts';
import { keepIssued } from './keep-issued.ts';
import { provideCertificate } from './provide-certificate.ts';
import { openStore, type Store } from './store.ts';

/** Nobody listens there. */
const url = new URL('https://127.0.0.1:1/dir');
const domains = ['example.org'];
const START_MS = Date.parse('2026-11-22T06:00:00Z');
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'keep-issued-'));
});
afterEach(() => {
  rmSync(directory, { recursive: true });
});

/** Keeps a certificate with a clock whose sleeps take no time; returns when it ordered, and its readiness check. */
function keep(store: Store) {
  let nowMs = START_MS;
  const orders: number[] = [];
  const checks: ReadinessCheck[] = [];
  let stop = (): void => undefined;
  const ignore = (): void => undefined;
  const info = (_: object, message: string): void => {
    if (message === 'ordering a certificate') orders.push(nowMs - START_MS);
  };
  keepIssued({
    clock: {
      now: () => new Date(nowMs),
      random: () => 0,
      schedule: (delayMs, run) => {
        const immediate = setImmediate(() => {
          nowMs += delayMs;
          run();
        });
        return () => {
          clearImmediate(immediate);
        };
      },
    },
    store,
    url,
    ca: undefined,
    domains,
    email: undefined,
    external: undefined,
    challenges: ['tls-alpn-01'],
    lifecycle: { onReload: ignore, onDrain: (_, run) => (stop = () => void run()) },
    readiness: { add: (check) => checks.push(check) },
    log: { info, warn: ignore, error: ignore } as unknown as Log,
    metrics: createMetrics(),
  });
  const [check] = checks;
  return {
    orders,
    check: () => check?.run(AbortSignal.abort()),
    stop: () => {
      stop();
    },
  };
}

describe('keepIssued()', () => {
  it('waits longer after each failure, also if the time of the next attempt cannot be written', async () => {
    const store = openStore({ directory, url, domains });
    provideCertificate(store, domains, new Date(START_MS));
    const writeNextAttempt = (): void => {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    };
    const { orders, check, stop } = keep({ ...store, writeNextAttempt });
    await until(() => orders.length >= 4);
    stop();
    expect(orders.slice(0, 4)).toEqual([0, 10_000, 30_000, 70_000]);
    expect(check).toThrow('connect ECONNREFUSED 127.0.0.1:1');
  });

  it('follows the time that another process has written', async () => {
    const store = openStore({ directory, url, domains });
    provideCertificate(store, domains, new Date(START_MS));
    const writeNextAttempt = (): void => {
      store.writeNextAttempt({ timeMs: START_MS + 3_600_000, failureCount: 1 }); // of the other one
      throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    };
    const { orders, stop } = keep({ ...store, writeNextAttempt });
    await until(() => orders.length >= 2);
    stop();
    expect(orders[1]).toBe(3_600_000);
  });
});
