import { once } from 'node:events';
import { join } from 'node:path';
import { listening, startProgram } from '../../testing/start-program.ts';
import { collectLog } from '../../testing/collect-log.ts';

const main = join(import.meta.dirname, '../../testing/programs/streams.fixture.ts');

jest.setTimeout(60_000);

describe('a stream that its handler does not end', () => {
  it.each(['1', '2'])('is cut at the deadline, and reported, with %s threads', async (threads) => {
    const env = { DRAIN_TIMEOUT_MS: '1000', SERVING_THREADS: threads, LOG_LEVEL: 'info' };
    const program = startProgram(main, { env });
    const origin = await listening(program);
    const log = collectLog(program);
    const closed = once(program, 'close');
    const stream = await fetch(`${origin}/endless`);
    const failed = stream.text().catch(String);
    program.kill('SIGTERM');
    expect(await failed).toContain('terminated');
    expect(await closed).toEqual([1, null]);
    const line = { level: 'warn', streams: 1, msg: 'streams cut at the deadline' };
    expect(log()).toContainEqual(expect.objectContaining(line));
  });
});
