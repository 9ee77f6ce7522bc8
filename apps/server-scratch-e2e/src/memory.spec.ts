import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderAppFile } from '@tscratch/tools/formats/app-file/render-app-file';
import { describeWithEngine } from '@tscratch/tools/testing/engine';
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
