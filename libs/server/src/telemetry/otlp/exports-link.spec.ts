import { createTestClock } from '../../../testing/test-clock.ts';
import { toBatch } from '../../../testing/to-batch.ts';
import { startCollector } from '../../../testing/start-collector.ts';
import { recordsOf } from '../../../testing/read-otlp-json.ts';
import type { Exported } from './create-sender.ts';
import { createExportsLink } from './exports-link.ts';

const LINES = ['one', 'two']
  .map((msg) => `{"level":"info","time":"2026-11-21T23:36:00.123Z","msg":"${msg}"}\n`)
  .join('');

function linkTo(endpoint: string) {
  const clock = createTestClock();
  const logs = {
    url: `${endpoint}/v1/logs`,
    protocol: 'http/json',
    headers: { 'content-type': 'application/json' },
    timeoutMs: 600_000,
    compression: 'none',
  } as const;
  const plan = { resource: {}, metrics: undefined, logs };
  return { clock, link: createExportsLink(plan, clock) };
}

/** A thread that answers when the test says so. */
function createRemote() {
  const answer = Promise.withResolvers<Exported>();
  const calls: string[] = [];
  const call = (name: string) => () => {
    calls.push(name);
    return answer.promise;
  };
  return { answer, calls, remote: { metrics: call('metrics'), logs: call('logs') } };
}

describe('createExportsLink()', () => {
  it('exports in this thread while there is no other one', async () => {
    await using collector = await startCollector();
    const { link } = linkTo(collector.endpoint);
    expect(await link.logs(toBatch(LINES))).toEqual({ count: 2, reason: undefined });
    const { calls, answer, remote } = createRemote();
    link.exportIn(remote);
    answer.resolve({ count: 1, reason: '503' });
    expect(await link.logs(toBatch(LINES))).toEqual({ count: 1, reason: '503' });
    link.exportIn(undefined);
    await link.logs(toBatch(LINES));
    expect(calls).toEqual(['logs']);
    expect(collector.batches.flatMap(recordsOf)).toHaveLength(4);
  });

  it('counts what is lost with a thread that ends, or fails', async () => {
    const { link } = linkTo('http://127.0.0.1:1');
    link.exportIn(createRemote().remote);
    const exported = link.logs(toBatch(LINES));
    await new Promise(setImmediate);
    link.exportIn(undefined);
    expect(await exported).toEqual({ count: 2, reason: 'lost' });
    const { answer, remote } = createRemote();
    link.exportIn(remote);
    answer.reject(new Error('no answer'));
    expect(await link.logs(toBatch(LINES))).toEqual({ count: 2, reason: 'lost' });
  });

  it('drops what is not sent two seconds after the end began, and all that follows', async () => {
    await using collector = await startCollector('silent');
    const { link, clock } = linkTo(collector.endpoint);
    const arrived = new Promise<void>((resolve) => {
      collector.onBatch(resolve);
    });
    const exported = link.logs(toBatch(LINES));
    await arrived;
    link.end();
    clock.advance(1_999);
    link.end();
    clock.advance(1);
    expect(await exported).toEqual({ count: 2, reason: 'abandoned' });
    expect(await link.logs(toBatch(LINES))).toEqual({ count: 2, reason: 'abandoned' });
    expect(collector.batches).toHaveLength(1);
  });
});
