import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Metafile } from 'esbuild';
import { parsePack } from '../../formats/pack/parse-pack.ts';
import { buildBundle } from './build-bundle.ts';
import { Workspace } from './workspace.fixture.ts';

/** Reads an asset beside the module, as under plain Node. */
const reader = `
import { readFileSync } from 'node:fs';
export const read = (name) => readFileSync(new URL('./page/' + name, import.meta.url), 'utf8');
`;
const manifest = (assets: readonly string[], inAssets: readonly string[] = []): string =>
  JSON.stringify({
    name: '@us/web',
    type: 'module',
    exports: './read.js',
    tscratch: { assets, inAssets },
  });

describe.each(['node_modules/@us/web', 'libs/web'])('the assets of a package in %s', (folder) => {
  let workspace: Workspace;
  beforeEach(() => {
    const from = folder.startsWith('libs') ? '../../libs/web/read.js' : '@us/web';
    workspace = new Workspace().write({
      'apps/shop/main.js': `import { read } from '${from}';\nconsole.log(read('a.txt'));`,
      [`${folder}/package.json`]: manifest(['page/*.txt']),
      [`${folder}/read.js`]: reader,
      [`${folder}/other.js`]: 'never bundled',
      [`${folder}/page/a.txt`]: 'the page',
      [`${folder}/page/b.md`]: 'no asset',
    });
  });
  afterEach(() => {
    workspace.remove();
  });

  const report: string[] = [];
  const bundle = async (): Promise<ReturnType<typeof parsePack>> => {
    report.length = 0;
    const parts = { root: workspace.folder, folder: 'apps/shop', outputPath: 'dist' };
    await buildBundle({ ...parts, main: 'apps/shop/main.js' }, (line) => report.push(line));
    const path = join(workspace.folder, 'dist/files.pack');
    return existsSync(path) ? parsePack(readFileSync(path)) : [];
  };

  it('are in the pack instead of all its files, each at its place', async () => {
    const files = await bundle();
    expect(files).toMatchObject([{ path: `${folder}/page/a.txt`, isAsset: true }]);
    expect(report).toEqual(['Files that the program can read, 8 B:', `  ${folder}  1`]);
    workspace.write({ [`dist/${folder}/page/a.txt`]: 'the page' }); // as an image has it
    const main = join(workspace.folder, 'dist/main.cjs');
    expect(spawnSync(process.execPath, [main], { encoding: 'utf8' }).stdout).toBe('the page\n');
  });

  it('name the packages inside of them, for the SBOM, as far as they are installed', async () => {
    workspace.write({
      [`${folder}/package.json`]: manifest(['page/*.txt'], ['widgets', 'absent']),
      'node_modules/widgets/package.json': '{"name":"widgets"}',
    });
    await bundle();
    const text = readFileSync(join(workspace.folder, 'dist/meta.json'), 'utf8');
    const { inputs, outputs } = JSON.parse(text) as Metafile;
    const inside = 'node_modules/widgets/package.json';
    const { bytesInOutput = 0 } = outputs['dist/files.pack']?.inputs[inside] ?? {};
    expect(bytesInOutput).toBeGreaterThan(0);
    expect(inputs[`${folder}/package.json`]?.imports).toMatchObject([{ path: inside }]);
  });

  it('are its own: a dependency takes no other file of this machine into the program', async () => {
    const other = join(workspace.folder, 'other/key.txt');
    workspace.write({ 'other/key.txt': 'secret' });
    symlinkSync(other, join(workspace.folder, folder, 'page/link.txt'));
    const upwards = relative(join(workspace.folder, folder), other);
    for (const pattern of [upwards, other, 'page/link.txt']) {
      workspace.write({ [`${folder}/package.json`]: manifest([pattern]) });
      await expect(bundle()).rejects.toThrow(
        `of the package ${folder} as an asset: it is not a file of the package; correct`,
      );
    }
  });

  it('are files, without the folders that a pattern also finds', async () => {
    workspace.write({ [`${folder}/package.json`]: manifest(['page/**']) });
    expect((await bundle()).map(({ path }) => path)).toEqual([
      `${folder}/page/a.txt`,
      `${folder}/page/b.md`,
    ]);
  });

  it('may be missing', async () => {
    workspace.write({ [`${folder}/package.json`]: manifest(['absent/*.txt']) });
    expect(await bundle()).toEqual([]);
  });

  it('are those of packages in the bundle only', async () => {
    workspace.write({ 'apps/shop/main.js': 'console.log(1);' });
    expect(await bundle()).toEqual([]);
  });
});
