import { MessageChannel } from 'node:worker_threads';
import { createLoggers } from '../../../telemetry/log/loggers.ts';
import { offer, reach } from '../../bridge/remote.ts';
import { createTestClock } from '../../../../testing/test-clock.ts';
import {
  startManagementServer,
  type RunningManagementServer,
} from '../../../../testing/start-management-server.ts';
import { createLoggerOperations } from '../operations/loggers.ts';
import { createLoggerRoutes } from './loggers.ts';
import type { MainOperations } from '../operations/create-operations.ts';

const clock = createTestClock();
const lines: string[] = [];
const sink = { write: (line: string) => void lines.push(line), push: () => undefined };
const loggers = createLoggers({ ...clock, level: 'info', sink });
const { port1, port2 } = new MessageChannel();
offer(port1, createLoggerOperations({ loggers }));
const main = reach<MainOperations>(port2, 2_000);
let api: RunningManagementServer;
beforeAll(async () => (api = await startManagementServer(createLoggerRoutes({ main }))));
afterAll(async () => {
  port1.close();
  await api[Symbol.asyncDispose]();
});

const STAYS = { configuredLevel: null, effectiveLevel: 'info', expiresAt: null };

describe('the routes of loggers', () => {
  loggers.named('db');
  loggers.named('a/b');

  it('list all loggers', async () => {
    expect(await api.ask('GET', '/loggers')).toMatchObject({
      status: 200,
      body: {
        levels: ['off', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'],
        loggers: { ROOT: { ...STAYS, configuredLevel: 'info' }, db: STAYS },
        groups: {},
      },
    });
    expect((await api.ask('GET', '/loggers/a%2Fb')).body).toEqual(STAYS);
  });

  it.each([
    [{ configuredLevel: 'debug' }, 'debug', '2026-11-21T23:46:00.000Z'],
    [{ configuredLevel: 'trace' }, 'trace', '2026-11-21T23:46:00.000Z'],
    [{ configuredLevel: 'debug', ttl: '30s' }, 'debug', '2026-11-21T23:36:30.000Z'],
    [{ configuredLevel: 'debug', ttl: '0' }, 'debug', null],
    [{ configuredLevel: 'warn' }, 'warn', null],
    [{ configuredLevel: 'off', ttl: '24h' }, 'off', '2026-11-22T23:36:00.000Z'],
  ])('set a level with %j, and clear it', async (body, configuredLevel, expiresAt) => {
    expect(await api.ask('POST', '/loggers/db', { body })).toMatchObject({
      status: 200,
      body: {
        name: 'db',
        configuredLevel,
        effectiveLevel: configuredLevel,
        previousLevel: 'info',
        expiresAt,
      },
    });
    expect(await api.ask('DELETE', '/loggers/db')).toMatchObject({
      status: 200,
      body: { ...STAYS, name: 'db', previousLevel: configuredLevel },
    });
  });

  it('clear a level with null', async () => {
    await api.ask('POST', '/loggers/db', { body: { configuredLevel: 'error' } });
    const { body } = await api.ask('POST', '/loggers/db', { body: { configuredLevel: null } });
    expect(body).toMatchObject(STAYS);
  });

  it.each([
    ['POST', '/loggers/dbb', { configuredLevel: 'debug' }, 404, 'No logger is named "dbb"'],
    ['GET', '/loggers/__proto__', undefined, 404, 'No logger is named "__proto__"'],
    ['DELETE', '/loggers/dbb', undefined, 404, 'No logger is named "dbb"'],
    ['POST', '/loggers/db', { configuredLevel: 'LOUD' }, 400, 'Expected {"configuredLevel": one'],
    ['POST', '/loggers/db', {}, 400, 'Expected {"configuredLevel": one of off, fatal'],
    ['POST', '/loggers/db', undefined, 400, 'Expected {"configuredLevel": one of off, fatal'],
    ['POST', '/loggers/db', [], 400, 'Expected {"configuredLevel": one of off, fatal'],
    ['POST', '/loggers/db', { configuredLevel: 'info', tll: '1h' }, 400, 'Expected {"config'],
    ['POST', '/loggers/db', { configuredLevel: 'info', ttl: '1d' }, 400, 'Cannot read ttl="1d"'],
    ['POST', '/loggers/db', { configuredLevel: 'info', ttl: 5 }, 400, 'Cannot read ttl="5"'],
    ['POST', '/loggers/db', { configuredLevel: 'info', ttl: '25h' }, 400, 'Cannot read ttl="25h"'],
  ])('reject %s %s %j with %d', async (method, path, sent, status, detail) => {
    const { body, ...answer } = await api.ask(method, path, { body: sent });
    expect(answer.status).toBe(status);
    expect((body as { detail: string }).detail).toContain(detail);
    expect(loggers.list()['db']).toEqual(STAYS);
  });

  it('end a change after its ttl, also with overlapping changes, for existing and new child loggers', async () => {
    const before = loggers.named('db').child({ part: 1 });
    await api.ask('POST', '/loggers/db', { body: { configuredLevel: 'debug', ttl: '30s' } });
    await api.ask('POST', '/loggers/db', { body: { configuredLevel: 'trace', ttl: '10s' } });
    const after = loggers.named('db').child({ part: 2 });
    const heard = (): string[] => {
      for (const log of [before, after]) log.trace('trace');
      for (const log of [before, after]) log.debug('debug');
      return lines.splice(0).map((line) => (JSON.parse(line) as { msg: string }).msg);
    };
    expect(heard()).toEqual(['trace', 'trace', 'debug', 'debug']);
    clock.advance(10_000);
    expect(heard()).toEqual(['debug', 'debug']);
    clock.advance(20_000);
    expect(heard()).toEqual([]);
  });
});
