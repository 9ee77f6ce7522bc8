import { createTestWorld } from '../../../testing/test-world.ts';
import { createLog } from '../log/log.ts';
import type { Exported } from './create-sender.ts';
import { createDropReport } from './report-drops.ts';

/** Reports the outcomes of exports half a minute apart, and returns the lines of the log. */
function report(outcomes: readonly Exported[]): unknown[] {
  const { now, stdout, written } = createTestWorld();
  const log = createLog({ level: 'info', now, take: (line) => stdout.write(line) });
  let elapsedMs = 0;
  const url = 'https://collector.example/v1/logs?key=secret';
  const words = { noun: 'log lines', countName: 'lineCount' };
  const options = { log, monotonicMs: () => elapsedMs, url, ...words };
  const note = createDropReport(options);
  for (const outcome of outcomes) {
    note(outcome);
    elapsedMs += 30_000;
  }
  const lines = written.stdout().split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as unknown);
}

const accepted = { count: 5, reason: undefined };
const rejected = { ...accepted, partial: { rejectedCount: 2, message: 'too old' } };
const collector = 'https://collector.example/v1/logs';

describe('createDropReport()', () => {
  it('says nothing of what was accepted', () => {
    expect(report([accepted, accepted])).toEqual([]);
  });

  it('warns of what the collector has rejected in a batch that it accepted', () => {
    const msg = 'the collector rejected some log lines';
    expect(report([rejected])).toEqual([
      expect.objectContaining({ level: 'warn', collector, reason: 'too old', lineCount: 2, msg }),
    ]);
  });

  it('passes on a warning about a batch that was accepted as a whole', () => {
    const msg = 'the collector accepted log lines with a warning';
    const warned = { ...accepted, partial: { rejectedCount: 0, message: 'slow down' } };
    expect(report([warned])).toMatchObject([{ reason: 'slow down', lineCount: 0, msg }]);
  });

  it('warns once a minute at most, of drops and rejections together', () => {
    const dropped = { count: 5, reason: '503' };
    const lines = report([rejected, dropped, dropped, rejected, rejected]);
    expect(lines).toMatchObject([
      { reason: 'too old', lineCount: 2 },
      { reason: '503', lineCount: 5, msg: 'cannot export log lines, dropping them' },
      { reason: 'too old', lineCount: 2 },
    ]);
  });
});
