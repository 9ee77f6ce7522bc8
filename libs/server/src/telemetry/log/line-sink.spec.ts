import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { createLineSink } from './line-sink.ts';

/** A stream whose reader reads when the test tells it to. */
function createStream() {
  const taken: string[] = [];
  let onWritten: ((error?: Error | null) => void) | undefined;
  return {
    taken,
    write: (written: string, callback?: (error?: Error | null) => void) => {
      taken.push(written);
      onWritten = callback;
    },
    answer: (error?: Error) => {
      onWritten?.(error);
    },
  };
}

const turn = () => new Promise(setImmediate);

/** A timer that fires when the test says so. */
function createTimer() {
  const due: (() => void)[] = [];
  return {
    due,
    schedule: (_delayMs: number, run: () => void) => {
      due.push(run);
      return () => undefined;
    },
    fire: () => {
      for (const run of due.splice(0)) run();
    },
  };
}

const { schedule } = createTimer();

/** A line of half of what is gathered at most. */
const HALF = `${'2'.repeat(16 * 1024)}\n`;

describe('createLineSink()', () => {
  it('writes the lines of a turn in one piece, at once after push()', async () => {
    const stream = createStream();
    const sink = createLineSink(stream, { schedule });
    sink.write('a\n');
    sink.write('b\n');
    expect(stream.taken).toEqual([]);
    await turn();
    expect(stream.taken).toEqual(['a\nb\n']);
    stream.answer();
    sink.write('c\n');
    sink.push();
    expect(stream.taken).toEqual(['a\nb\n', 'c\n']);
  });

  it('gathers the lines that follow a write closely', async () => {
    const [stream, timer] = [createStream(), createTimer()];
    const sink = createLineSink(stream, timer);
    sink.write('1\n');
    await turn();
    stream.answer();
    for (const line of ['2\n', '3\n']) {
      sink.write(line);
      await turn();
    }
    expect(stream.taken).toEqual(['1\n']);
    timer.fire();
    stream.answer();
    expect(stream.taken).toEqual(['1\n', '2\n3\n']);
    timer.fire();
    expect(timer.due).toEqual([]);
    sink.write('4\n');
    await turn();
    expect(stream.taken.at(-1)).toBe('4\n');
  });

  it('does not gather more than half of a pipe', async () => {
    const stream = createStream();
    const sink = createLineSink(stream, createTimer());
    sink.write('1\n');
    await turn();
    stream.answer();
    sink.write(HALF);
    sink.write(HALF);
    await turn();
    expect(stream.taken).toEqual(['1\n', HALF + HALF]);
  });

  it('can write all lines of a turn at its end, however many, if the process ends then', async () => {
    const stream = createStream();
    const sink = createLineSink(stream, createTimer());
    sink.write('1\n');
    await turn();
    stream.answer();
    for (const line of [HALF, HALF, 'last\n']) sink.write(line);
    sink.push();
    expect(stream.taken).toEqual(['1\n', `${HALF}${HALF}last\n`]);
  });

  it('waits for a slow reader without a timer', async () => {
    const [stream, timer] = [createStream(), createTimer()];
    const sink = createLineSink(stream, timer);
    sink.write('1\n');
    await turn();
    sink.write('2\n');
    timer.fire();
    expect(timer.due).toEqual([]);
    stream.answer();
    expect(stream.taken).toEqual(['1\n', '2\n']);
  });

  it('buffers unread lines up to its limit, drops the rest, and reports that once', () => {
    const stream = createStream();
    const recovered: number[] = [];
    const onRecovered = (lineCount: number) => void recovered.push(lineCount);
    const sink = createLineSink(stream, { schedule, maxWaitingCharacters: 6, onRecovered });
    sink.write('1\n');
    sink.push();
    for (const line of ['2\n', '3\n', '4\n', '5\n']) sink.write(line);
    expect(sink.droppedLines()).toBe(2);
    stream.answer();
    stream.answer();
    stream.answer();
    expect(stream.taken).toEqual(['1\n', '2\n3\n']);
    expect(recovered).toEqual([2]);
    sink.write('6\n');
    sink.push();
    stream.answer();
    expect(recovered).toEqual([2]);
  });

  it('counts the lines of a write that failed', async () => {
    const stream = createStream();
    const sink = createLineSink(stream, { schedule });
    sink.write('1\n');
    sink.write('2\n');
    const flushed = sink.flush(2 ** 30);
    stream.answer(new Error('EPIPE'));
    expect(await flushed).toBe(true);
    expect(sink.droppedLines()).toBe(2);
  });

  it('stops waiting for a reader at the deadline of a flush', async () => {
    const sink = createLineSink(createStream(), { schedule });
    expect(await sink.flush(1)).toBe(true);
    sink.write('1\n');
    expect(await sink.flush(1)).toBe(false);
  });
});

describe('createLineSink() over the stdout of a process', () => {
  function start(lineCount: number, ending: string, stdout: 'pipe' | number = 'pipe') {
    const fixture = join(__dirname, '../../../testing/programs/line-sink.fixture.ts');
    const program = spawn(process.execPath, [fixture, String(lineCount), ending], {
      stdio: ['ignore', stdout, 'pipe'],
    });
    return { program, stdout: program.stdout as Readable, stderr: program.stderr as Readable };
  }
  const parse = (line: string) => JSON.parse(line) as Record<string, unknown>;
  const linesOf = (written: string) => written.trimEnd().split('\n').map(parse);

  it('loses none of 100000 lines if the reader keeps up', async () => {
    const { stdout, stderr } = start(100_000, 'end');
    const [lines, report] = await Promise.all([text(stdout).then(linesOf), text(stderr)]);
    expect(lines).toHaveLength(100_000);
    expect(lines.at(-1)).toMatchObject({ number: 100_000 });
    expect(parse(report)).toMatchObject({ isFlushed: true, droppedLines: 0 });
  });

  it.each([50, 1_050])('loses none of %d lines if the process exits at once', async (count) => {
    const { program, stdout } = start(count, 'exit');
    const closed = once(program, 'close');
    expect(linesOf(await text(stdout))).toHaveLength(count);
    await closed;
    expect(program.exitCode).toBe(3);
  });

  it('loses none before an uncaught error if the reader is slow', async () => {
    const { program, stdout, stderr } = start(20_000, 'throw');
    const closed = once(program, 'close');
    stderr.resume();
    await new Promise((resolve) => stdout.once('readable', resolve)); // far less than is written
    const lines = linesOf(await text(stdout));
    await closed;
    expect(lines).toHaveLength(20_001);
    expect(lines.at(-1)).toMatchObject({ level: 'fatal', err: { message: 'lost' } });
    expect(program.exitCode).toBe(70);
  });

  it('bounds its memory and ends although the reader is stuck', async () => {
    const { program, stderr } = start(200_000, 'stuck'); // its stdout is not read
    const report = parse(await text(stderr));
    expect(report).toMatchObject({ isFlushed: false });
    expect(report['droppedLines']).toBeGreaterThan(50_000);
    expect(report['rssMebibytes']).toBeLessThan(200);
    if (program.exitCode === null) await once(program, 'exit');
    expect(program.exitCode).toBe(0);
  });

  it('reports the number of dropped lines once the reader reads again', async () => {
    const { stdout, stderr } = start(200_000, 'recover');
    await once(stderr, 'data');
    stderr.resume();
    const lines = linesOf(await text(stdout));
    const told = lines.filter(({ msg }) => msg === 'log lines were lost');
    const numbers = lines.filter(({ number }) => number !== undefined);
    expect(told).toHaveLength(1);
    expect(numbers.length + Number(told[0]?.['lineCount'])).toBe(200_000);
    expect(lines.at(-1)).toMatchObject({ msg: 'after' });
  });

  it('continues without a reader', async () => {
    const { program, stdout, stderr } = start(1_000, 'end');
    stdout.destroy();
    expect(parse(await text(stderr))).toMatchObject({ isFlushed: true, droppedLines: 1_000 });
    expect(program.exitCode ?? 0).toBe(0);
  });

  it('continues if the disk is full', async () => {
    const { stderr } = start(1_000, 'end', openSync('/dev/full', 'w'));
    expect(parse(await text(stderr))).toMatchObject({ isFlushed: true, droppedLines: 1_000 });
  });
});
