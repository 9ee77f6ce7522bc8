import { buildSync } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../../testing/start-program.ts';

/** What another bundler makes of the module has neither the files nor, as CommonJS, a place. */
it.each(['esm', 'cjs'] as const)(
  'finds no file in a bundle of esbuild in format %s',
  async (format) => {
    const folder = mkdtempSync(join(tmpdir(), 'asset-'));
    const outfile = join(folder, format === 'esm' ? 'main.mjs' : 'main.cjs');
    const contents = `
    import { readOwnAsset } from './read-asset.ts';
    process.stdout.write(String(readOwnAsset('console.html')));
  `;
    const stdin = { contents, resolveDir: import.meta.dirname, loader: 'ts' } as const;
    buildSync({ stdin, format, outfile, bundle: true, platform: 'node', logLevel: 'silent' });
    expect(await runProgram(outfile)).toEqual({ exitCode: 0, stdout: 'undefined', stderr: '' });
    rmSync(folder, { recursive: true });
  },
);
