import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reportReady } from './report-ready.ts';

describe('reportReady()', () => {
  it('writes whole lines up to READY=1, and closes the descriptor then', () => {
    const directory = mkdtempSync(join(tmpdir(), 'report-'));
    const path = join(directory, 'reports');
    const fd = openSync(path, 'w');
    const notify = reportReady(fd);
    notify('STATUS=starting');
    notify('READY=1', 'STATUS=ready');
    notify('STATUS=draining');
    expect(readFileSync(path, 'utf8')).toBe('STATUS=starting\nREADY=1\nSTATUS=ready\n');
    expect(() => fstatSync(fd)).toThrow('EBADF');
    rmSync(directory, { recursive: true });
  });

  it('ignores that nobody reads it any more', () => {
    const fd = openSync('/dev/full', 'w');
    expect(() => {
      reportReady(fd)('STATUS=starting');
    }).not.toThrow();
    closeSync(fd);
  });
});
