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
        const health = await readHealth(id, 5);
        expect(health.Log.map(({ ExitCode, Output }) => [ExitCode, Output])).toEqual(
          Array(5).fill([0, '']),
        );
        expect(inspect(engine, id, '.State')).toMatchObject({
          Status: 'running',
          OOMKilled: false,
        });
      } finally {
        runProgram(engine, ['rm', '--force', '--volumes', id]);
      }
    },
    60_000,
  );

  it('asks the admin socket if the ops port is off', async () => {
    const environment = { OPS_PORT: 'off' };
    const flags = ['--health-interval=1s'];
    const { id } = await startServer(engine, { image: loadImage(engine), environment, flags });
    try {
      const { Log } = await readHealth(id, 1);
      expect(Log.map(({ ExitCode, Output }) => [ExitCode, Output])).toEqual([[0, '']]);
    } finally {
      runProgram(engine, ['rm', '--force', '--volumes', id]);
    }
  });

  /** Waits until a running container has had that many checks; the engine keeps the last five. */
  async function readHealth(id: string, count: number): Promise<Health> {
    for (;;) {
      const health = inspect(engine, id, '.State.Health') as Health;
      if (health.Log.length >= count) return health;
      if (inspect(engine, id, '.State.Status') !== 'running') return health;
      await setTimeout(100);
    }
  }
});

interface Health {
  readonly Log: readonly { readonly ExitCode: number; readonly Output: string }[];
}
