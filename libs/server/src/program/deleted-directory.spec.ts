import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const main = join(import.meta.dirname, '../../testing/programs/program.fixture.ts');

/** Runs a command of a program in a directory that is deleted before. */
function runInDeleted(word: string) {
  const folder = mkdtempSync(join(tmpdir(), 'deleted-'));
  const script = 'cd "$1" && rmdir "$1" && exec "$2" "$3" "$4"';
  const args = ['-c', script, 'sh', folder, process.execPath, main, word];
  const { status, stderr } = spawnSync('/bin/sh', args, { env: {}, encoding: 'utf8' });
  return { folder, status, stderr };
}

describe('a program in a directory that was deleted', () => {
  it('does not serve, and says why', () => {
    const { folder, status, stderr } = runInDeleted('serve');
    expect(stderr).toBe(
      `fixture: Cannot serve from the working directory "${folder}": it was deleted; change to another directory and start again\n`,
    );
    expect(status).toBe(66);
  });

  it.each(['config', '--version', '--help'])('answers %s', (word) => {
    expect(runInDeleted(word)).toMatchObject({ status: 0, stderr: '' });
  });

  it('tells health', () => {
    const { status, stderr } = runInDeleted('healthcheck');
    expect(stderr).toMatch(/^fixture: Health check of http:\/\/127\.0\.0\.1:9000\/livez failed: /);
    expect(status).toBe(1);
  });
});
