import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { listening } from '../../testing/start-program.ts';
import { startInTerminal } from '../../testing/start-in-terminal.ts';

const main = join(import.meta.dirname, '../../../../apps/server-vps/src/main.ts');
const sink = join(import.meta.dirname, '../../testing/programs/line-sink.fixture.ts');

/** More log lines than the buffers of a terminal hold, some 20 kB. */
const REQUESTS = 300;

jest.setTimeout(60_000);

describe('a program whose stdout is a terminal that nobody reads', () => {
  it('answers, and ends at SIGTERM', async () => {
    using terminal = startInTerminal(main, { env: { LOG_FORMAT: 'json' } });
    const { reader, pause, signal } = terminal;
    const origin = await listening(reader);
    pause();
    for (let count = 0; count < REQUESTS; count += 1) {
      const response = await fetch(origin, { signal: AbortSignal.timeout(20_000) });
      expect(response.status).toBe(200);
      await response.bytes();
    }
    const ended = once(reader, 'exit');
    signal('SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  it('buffers log lines up to a limit, and counts the rest', async () => {
    using terminal = startInTerminal(sink, { args: ['200000', 'stuck'] });
    const { reader, pause } = terminal;
    pause();
    const ended = once(reader, 'exit');
    const report = JSON.parse(await text(reader.stderr)) as Record<string, unknown>;
    expect(report).toMatchObject({ isFlushed: false });
    expect(report['droppedLines']).toBeGreaterThan(50_000);
    expect(report['rssMebibytes']).toBeLessThan(200);
    expect(await ended).toEqual([0, null]);
  });
});

describe('writeAtOnce()', () => {
  it('returns false once a terminal that nobody reads is full', async () => {
    using terminal = startInTerminal(sink, { args: ['0', 'at once'] });
    terminal.pause();
    expect(JSON.parse(await text(terminal.reader.stderr))).toMatchObject({ isFlushed: true });
  });
});

describe('a program whose stdout is a terminal that is read', () => {
  it.each([
    [5_000, 'end', 0],
    [50, 'exit', 3],
  ])('loses none of %d lines, ending by %s', async (lineCount, ending, exitCode) => {
    using terminal = startInTerminal(sink, { args: [String(lineCount), ending] });
    const ended = once(terminal.reader, 'exit');
    const lines = (await text(terminal.reader.stdout)).trimEnd().split('\n');
    expect(lines).toHaveLength(lineCount);
    expect(await ended).toEqual([exitCode, null]);
  });
});
