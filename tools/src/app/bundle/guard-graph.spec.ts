import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type BuildFailure, type Message } from 'esbuild';
import config from './esbuild.config.ts';

describe('the esbuild configuration', () => {
  const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  async function bundle(source: string): Promise<readonly string[]> {
    writeFileSync(join(folder, 'main.js'), source);
    writeFileSync(join(folder, 'addon.node'), '');
    const options = { bundle: true, metafile: true, write: false, platform: 'node' } as const;
    return build({
      ...config,
      ...options,
      absWorkingDir: folder,
      entryPoints: ['main.js'],
      logLevel: 'silent',
    }).then(
      () => [],
      (failure: unknown) => (failure as BuildFailure).errors.map(({ text }: Message) => text),
    );
  }

  it.each(["require('node:fs')", "require('fs')", "import('node:fs')"])(
    'accepts %s',
    async (source) => {
      expect(await bundle(source)).toEqual([]);
    },
  );

  it.each(['require(name)', 'const load = require', "require.resolve('left-pad')", 'import(name)'])(
    'rejects %s and names the place',
    async (source) => {
      expect(await bundle(`const name = process.argv[2];\n${source};`)).toContain(
        `Cannot bundle "main.js:2": the target of "${source};" is known only at run time; ` +
          'write it as a literal, or list the file in tools/src/app/bundle/esbuild.config.ts with the reason why the call never runs',
      );
    },
  );

  it('rejects a native addon and names it', async () => {
    expect(await bundle("require('./addon.node')")).toEqual([
      `Cannot bundle the native addon "./addon.node" that "${join(folder, 'main.js')}" requires: ` +
        'a bundle contains JavaScript only; choose a package in pure JavaScript or WebAssembly',
    ]);
  });

  it('rejects an optional package that is not installed', async () => {
    expect(await bundle("try { require('bufferutil'); } catch {}")).toEqual([
      'Cannot bundle "main.js": it requires "bufferutil", which is not installed; install that package or remove the import',
    ]);
  });

  it('keeps the names of functions, so that stack traces stay readable', async () => {
    writeFileSync(
      join(folder, 'named.js'),
      'export function renderGreeting(visitorName) { return visitorName + 1; }',
    );
    const { outputFiles } = await build({
      ...config,
      absWorkingDir: folder,
      entryPoints: ['named.js'],
      bundle: true,
      format: 'esm',
      metafile: true,
      write: false,
    });
    expect(outputFiles[0]?.text).toContain('renderGreeting(visitorName)');
  });
});
