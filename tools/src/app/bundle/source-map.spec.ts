import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { join } from 'node:path';
import { BUNDLE, buildBundle } from './build-bundle.ts';
import { BUNDLE_FIELD, digestBundle, mapOf, type SourceMapJson } from './source-map.ts';
import { configureBundle } from './esbuild.config.ts';
import { Workspace } from './workspace.fixture.ts';

const FILES = {
  'package.json': '{}',
  'apps/api/src/main.ts':
    "import { fail } from '../../../libs/my lib/fail';\nimport 'deep';\nfail(1);\n",
  'apps/api/src/awaiting.ts': "import { fail } from '../../../libs/my lib/fail';\nawait fail(1);\n",
  'libs/my lib/fail.ts':
    'interface Unseen { a: 1 }\nexport function fail(n: number): void {\n  throw new Error(String(n));\n}\n',
  'node_modules/deep/package.json': '{ "name": "deep", "main": "main.js" }',
  'node_modules/deep/main.js':
    'console.log("deep");\n//# sourceMappingURL=data:application/json;base64,e30=\n',
};

describe('the source map of a bundle', () => {
  const workspaces: Workspace[] = [];
  afterAll(() => {
    for (const workspace of workspaces) workspace.remove();
  });

  async function bundle(outputPath: string, main = 'apps/api/src/main.ts') {
    const workspace = new Workspace().write(FILES);
    workspaces.push(workspace);
    const { folder: root } = workspace;
    const described = await buildBundle(
      { root, folder: 'apps/api', main, outputPath },
      () => undefined,
    );
    const path = join(root, outputPath, BUNDLE);
    const [code, map] = [path, mapOf(path)].map((each) => readFileSync(each, 'utf8'));
    return {
      root,
      described,
      code: code ?? '',
      text: map ?? '',
      map: JSON.parse(map ?? '') as SourceMapJson,
    };
  }

  it('names its sources from the workspace, and its bundle, and contains no source', async () => {
    const { map, code, described } = await bundle('dist/api');
    const { sources, ...rest } = map;
    expect(sources.toSorted()).toEqual([
      'apps/api/src/main.ts',
      'libs/my lib/fail.ts',
      'node_modules/deep/main.js',
    ]);
    expect(rest).toEqual({
      version: 3,
      [BUNDLE_FIELD]: digestBundle(Buffer.from(code)),
      names: expect.any(Array) as string[],
      mappings: expect.any(String) as string,
    });
    expect(Object.keys(described.outputs)).toEqual(['dist/api/main.cjs']);
  });

  it('has the same bytes for any workspace and output folder', async () => {
    const one = await bundle('dist/api');
    const other = await bundle('../other place/out');
    expect(other.root).not.toBe(one.root);
    expect(other.text).toBe(one.text);
    expect(other.code).toBe(one.code);
  });

  it('leaves the bundle as it is without one', async () => {
    const { root, code } = await bundle('dist/api');
    const { outputFiles } = await build({
      ...configureBundle(() => undefined, { folder: 'apps/api' }),
      absWorkingDir: root,
      entryPoints: ['apps/api/src/main.ts'],
      outfile: join(root, 'plain/main.cjs'),
      bundle: true,
      platform: 'node',
      target: 'node26',
      format: 'cjs',
      write: false,
    });
    expect(outputFiles[0]?.text).toBe(code);
    expect(code).not.toContain('sourceMappingURL');
  });

  it('knows the sources of a program with a top-level await', async () => {
    const { map } = await bundle('dist/api', 'apps/api/src/awaiting.ts');
    expect(map.sources).toEqual(
      expect.arrayContaining(['apps/api/src/awaiting.ts', 'libs/my lib/fail.ts']),
    );
  });
});
