import { createLineSink } from '../../telemetry/log/line-sink.ts';
import { createThreadOutput } from './thread-output.ts';

describe('the log of a serving thread', () => {
  it('sends one piece at a time, gathers the next meanwhile, and drops what exceeds its share', async () => {
    const pieces: string[] = [];
    const output = createThreadOutput((report) => {
      if (report.kind === 'lines') pieces.push(Buffer.from(report.bytes).toString());
    });
    const sink = createLineSink(output, {
      maxWaitingCharacters: 10,
      schedule: () => () => undefined,
    });
    sink.write('one\n');
    sink.push();
    sink.write('two\n');
    sink.write('three\n'); // more than the share
    sink.push();
    expect(pieces).toEqual(['one\n']);
    output.onWritten(false);
    expect(pieces.slice(1)).toEqual(['two\n']);
    output.onWritten(true); // the reader is gone
    expect(await sink.flush(0)).toBe(true);
    expect(sink.droppedLines()).toBe(2);
  });
});
