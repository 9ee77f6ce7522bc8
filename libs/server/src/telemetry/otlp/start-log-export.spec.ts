import { createTestClock } from '../../../testing/test-clock.ts';
import { startLogExport, type LogQueueLimits } from './start-log-export.ts';

const turn = () => new Promise(setImmediate);

function start(limits: Partial<LogQueueLimits> = {}) {
  const clock = createTestClock();
  const sent: string[] = [];
  const answers: (() => void)[] = [];
  let dropped = 0;
  const exporting = startLogExport({
    schedule: clock.schedule,
    delayMs: 1_000,
    maxWaiting: 6,
    maxBatch: 2,
    ...limits,
    send: ({ bytes, count }) => {
      const lines = Buffer.from(bytes).toString();
      expect(lines.split('\n')).toHaveLength(count + 1);
      sent.push(lines);
      return new Promise((resolve) => {
        answers.push(resolve);
      });
    },
    onFull: () => {
      dropped += 1;
    },
  });
  const answer = async (): Promise<void> => {
    answers.shift()?.();
    await turn();
  };
  return { clock, sent, answer, exporting, dropped: () => dropped };
}

describe('startLogExport()', () => {
  it('sends what waits after the delay', () => {
    const { clock, sent, exporting } = start();
    exporting.take('1\n');
    clock.advance(999);
    expect(sent).toEqual([]);
    clock.advance(1);
    expect(sent).toEqual(['1\n']);
  });

  it('sends a full batch at once, one batch at a time', async () => {
    const { clock, sent, answer, exporting } = start();
    for (const line of ['1\n', '2\n', '3\n', '4\n', '5\n']) exporting.take(line);
    expect(sent).toEqual(['1\n2\n']);
    clock.advance(10_000);
    expect(sent).toHaveLength(1);
    await answer();
    expect(sent).toEqual(['1\n2\n', '3\n4\n']);
    await answer();
    expect(sent).toHaveLength(2);
    clock.advance(1_000);
    expect(sent).toEqual(['1\n2\n', '3\n4\n', '5\n']);
  });

  it('drops and counts what does not fit into the queue', async () => {
    const { sent, answer, exporting, dropped } = start({ maxWaiting: 2 });
    for (const line of ['1\n', '2\n', '3\n', '4\n', '5\n', '6\n']) exporting.take(line);
    expect(dropped()).toBe(2);
    await answer();
    expect(sent).toEqual(['1\n2\n', '3\n4\n']);
  });

  it('bounds the bytes that wait too, and sends a long line alone', async () => {
    const { exporting, sent, answer, dropped } = start({ maxBatch: 10, maxWaiting: 10 });
    const mebibyte = `${'x'.repeat(1024 * 1024 - 1)}\n`;
    exporting.take('größer\n');
    for (let index = 0; index < 5; index += 1) exporting.take(mebibyte);
    expect(dropped()).toBe(1);
    const flushed = exporting.flush();
    for (let index = 0; index < 5; index += 1) await answer();
    await flushed;
    expect(sent.map((lines) => lines.length)).toEqual([7, ...Array<number>(4).fill(1024 * 1024)]);
    expect(sent[0]).toBe('größer\n');
  });

  it('keeps the lines of a batch whole if they do not fit into its memory', async () => {
    const { exporting, sent, answer } = start({ maxBatch: 100, maxWaiting: 100 });
    const lines = Array.from(
      { length: 10 },
      (_, index) => `${String(index)}${'€'.repeat(20_000)}\n`,
    );
    for (const line of lines) exporting.take(line);
    const flushed = exporting.flush();
    for (let index = 0; index < 10; index += 1) await answer();
    await flushed;
    expect(sent.length).toBeGreaterThan(1);
    expect(sent.join('')).toBe(lines.join(''));
  });

  it('sends all at the end', async () => {
    const { sent, answer, exporting } = start();
    for (const line of ['1\n', '2\n', '3\n']) exporting.take(line);
    const flushed = exporting.flush();
    await answer();
    await answer();
    await flushed;
    expect(sent).toEqual(['1\n2\n', '3\n']);
  });
});
