import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';

const main = join(import.meta.dirname, '../../testing/programs/program.fixture.ts');

/** full(4): each write to it fails with ENOSPC. */
function runOnFullDisk(args: readonly string[]) {
  const full = openSync('/dev/full', 'w');
  try {
    return spawnSync(process.execPath, [main, ...args], {
      env: {},
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
  } finally {
    closeSync(full);
  }
}

describe('a program whose output is on a full disk', () => {
  it.each(['--version', '--help', '-h', 'help', 'config'])('fails at %s', (word) => {
    const { status, stderr } = runOnFullDisk([word]);
    expect(stderr).toMatch(
      /^[a-z]+: Cannot write to standard output: ENOSPC; the output is incomplete; free some space and retry\n$/,
    );
    expect(status).toBe(74);
  });
});
