import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { renderAppFile } from '@tscratch/tools/formats/app-file/render-app-file';
import { startServer } from '@tscratch/tools/testing/container';
import { describeWithEngine, inspect } from '@tscratch/tools/testing/engine';
import { runProgram } from '@tscratch/tools/testing/program';
import { loadImage } from './load-image.ts';

const SOURCE = `
const { heap_size_limit } = require('node:v8').getHeapStatistics();
console.log(heap_size_limit / 2 ** 20);
`;

describeWithEngine('the heap of the image', (engine) => {
  it.each([256, 1024])('is at most half of a container of %d MiB', (memoryMib) => {
    const folder = mkdtempSync(join(tmpdir(), 'memory-'));
    try {
      const appPath = join(folder, 'server.app');
      writeFileSync(appPath, renderAppFile(Buffer.from(SOURCE), undefined), { mode: 0o644 });
      const limits = [`--memory=${memoryMib}m`, `--volume=${appPath}:/app/server.app:ro`];
      const heapMib = Number(runProgram(engine, ['run', '--rm', ...limits, loadImage(engine)]));
      expect(heapMib).toBeGreaterThan(memoryMib * 0.4);
      expect(heapMib).toBeLessThan(memoryMib * 0.6); // V8 adds some for the young generation
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

/** A check that starts Node needs 50 MB of the same limit. */
describeWithEngine('the health check of the image', (engine) => {
  it.each([48, 56])(
    'does not get a container of %d MiB killed',
    async (memoryMib) => {
      const limits = [`--memory=${memoryMib}m`, `--memory-swap=${memoryMib}m`];
      const flags = [...limits, '--health-interval=1s'];
      const { id } = await startServer(engine, { image: loadImage(engine), flags });
      try {
        expect(await waitForChecks(id, 5)).toMatchObject({ Status: 'running', OOMKilled: false });
      } finally {
        runProgram(engine, ['rm', '--force', '--volumes', id]);
      }
    },
    60_000,
  );

  it.each([
    ['asks the admin socket if the ops port is off', { OPS_PORT: 'off' }],
    ['asks the address that the ops listener is set to', { OPS_HOST: '127.0.0.2' }],
    ['knows localhost, like the setting', { OPS_HOST: 'localhost' }],
  ])('%s', async (_, environment) => {
    const flags = ['--health-interval=1s'];
    const { id } = await startServer(engine, { image: loadImage(engine), environment, flags });
    try {
      expect(await waitForChecks(id, 1)).toMatchObject({ Health: { Status: 'healthy' } });
    } finally {
      runProgram(engine, ['rm', '--force', '--volumes', id]);
    }
  });

  /** Waits until that many checks have succeeded, at most five, which the engine keeps, or the container has ended. */
  async function waitForChecks(id: string, count: number): Promise<State> {
    for (;;) {
      const state = inspect(engine, id, '.State') as State;
      const successes = state.Health.Log.filter(({ ExitCode }) => ExitCode === 0);
      if (successes.length >= count || state.Status !== 'running') return state;
      await setTimeout(100);
    }
  }
});

interface State {
  readonly Status: string;
  readonly Health: { readonly Log: readonly { readonly ExitCode: number }[] };
}
