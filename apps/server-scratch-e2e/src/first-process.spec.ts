import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { renderAppFile } from '@tscratch/tools/formats/app-file/render-app-file';
import { describeWithEngine } from '@tscratch/tools/testing/engine';
import { runProgram } from '@tscratch/tools/testing/program';
import { loadImage } from './load-image.ts';

const DELAYS_MS = [0, 5, 20, 40, 60] as const;
const TERMINATED = 143;

describeWithEngine('a container that is stopped while it starts, as PID 1', (engine) => {
  let image: string;
  const folder = mkdtempSync(join(tmpdir(), 'first-process-'));
  const appPath = join(folder, 'server.app');
  const containers: string[] = [];
  beforeAll(() => {
    image = loadImage(engine);
    const app = renderAppFile(Buffer.from('setInterval(() => undefined, 60_000)'), undefined);
    writeFileSync(appPath, app, { mode: 0o644 });
  });
  afterAll(() => {
    for (const id of containers) runProgram(engine, ['rm', '--force', '--volumes', id]);
    rmSync(folder, { recursive: true });
  });

  /** @returns The exit code; the engine kills nothing, so a lost signal fails the test. */
  async function stopAfter(delayMs: number, flags: readonly string[]): Promise<number> {
    const id = runProgram(engine, ['run', '--detach', ...flags, image]);
    containers.push(id);
    await setTimeout(delayMs);
    runProgram(engine, ['kill', '--signal=TERM', id]);
    return Number(runProgram(engine, ['wait', id], { timeout: 60_000 }));
  }

  it.each(DELAYS_MS)('ends with 143 after %d ms if its app handles no signals', async (delayMs) => {
    expect(await stopAfter(delayMs, [`--volume=${appPath}:/app/server.app:ro`])).toBe(TERMINATED);
  });

  it.each(DELAYS_MS)('ends after %d ms, with 0 if the server already handles it', async (ms) => {
    expect([0, TERMINATED]).toContain(await stopAfter(ms, ['--env=SHUTDOWN_DELAY_MS=0']));
  });
});
