import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logged, startProgram } from '../../testing/start-program.ts';
import { until } from '../../testing/until.ts';

const mainPath = join(import.meta.dirname, '../../testing/programs/idle.fixture.ts');

const BEATS = 5;

/** Counts against the beat instead of the clock, so that the load of the machine does not matter. */
it('wakes an idle server at most twice per beat, both threads together', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'idle-'));
  const env = { OPS_PORT: '0', ADMIN_SOCKET: join(directory, 'admin.sock') };
  const program = startProgram(mainPath, { env });
  let timers = '';
  program.stderr.on('data', (chunk: Buffer) => (timers += String(chunk)));
  await logged(program, 'ready');
  const started = timers.length;
  const fired = (): readonly string[] => timers.slice(started).trim().split('\n');
  const isBeat = (line: string): boolean => line === 'main beat 1000';
  await until(() => fired().filter(isBeat).length >= BEATS, 15_000);
  program.kill('SIGKILL');
  expect(
    fired()
      .filter((line) => !isBeat(line))
      .slice(BEATS),
  ).toEqual([]);
  rmSync(directory, { recursive: true });
}, 20_000);
