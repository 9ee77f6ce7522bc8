import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BUNDLE, METAFILE, buildBundle } from './build-bundle.ts';
import { Workspace } from './workspace.fixture.ts';

describe('buildBundle()', () => {
  const workspace = new Workspace();
  const bundle = (main: string) =>
    buildBundle(
      { root: workspace.folder, folder: 'apps/api', main, outputPath: 'dist/apps/api/bundle' },
      () => undefined,
    );
  const output = (name: string): string => join(workspace.folder, 'dist/apps/api/bundle', name);
  afterAll(() => {
    workspace.remove();
  });

  it('writes a program and its metafile from TypeScript', async () => {
    workspace.write({ 'apps/api/src/main.ts': 'const name: string = "api"; console.log(name);' });
    const { outputs } = await bundle('apps/api/src/main.ts');
    expect(Object.keys(outputs)).toEqual(['dist/apps/api/bundle/main.cjs']);
    expect(existsSync(output(METAFILE))).toBe(true);
    expect(spawnSync(process.execPath, [output(BUNDLE)], { encoding: 'utf8' }).stdout).toBe(
      'api\n',
    );
  });

  it('applies the configuration of the project, wherever the entry point is', async () => {
    workspace.write({
      'apps/api/project.json': JSON.stringify({ tscratch: { include: ['a.txt'] } }),
      'apps/api/a.txt': 'a',
      'built/main.js': 'require("node:fs").readFileSync("a.txt")',
    });
    await bundle('built/main.js');
    expect(existsSync(output('files.pack'))).toBe(true);
  });

  it('says what is wrong with a source, and where', async () => {
    workspace.write({ 'apps/api/src/bad.ts': 'let a = 1;\nlet a = 2;\n' });
    await expect(bundle('apps/api/src/bad.ts')).rejects.toThrow(
      /^Cannot bundle "apps\/api\/src\/bad\.ts", correct:\n(.|\n)*The symbol "a" has already been declared(.|\n)*apps\/api\/src\/bad\.ts:2:4/,
    );
  });

  it('passes on the one sentence of a plugin', async () => {
    workspace.write({ 'apps/api/src/gone.ts': 'import "absent-package";' });
    await expect(bundle('apps/api/src/gone.ts')).rejects.toThrow(
      /^Cannot bundle "apps\/api\/src\/gone\.ts": it requires "absent-package"/,
    );
  });
});
