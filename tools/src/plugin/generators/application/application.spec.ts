import {
  readJson,
  readNxJson,
  readProjectConfiguration,
  updateJson,
  updateNxJson,
  writeJson,
} from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { buildSync } from 'esbuild';
import createApplication from './application.ts';
import { FRAMEWORKS } from './render-main.ts';

const quiet = { skipFormat: true };

describe('application', () => {
  it('writes a project with its tests, and adds the plugin and the packages', async () => {
    const tree = createTreeWithEmptyWorkspace();
    await createApplication(tree, { name: 'shop', ...quiet });
    expect(tree.children('apps/shop').toSorted()).toEqual([
      'e2e',
      'package.json',
      'project.json',
      'src',
      'tsconfig.json',
    ]);
    const { targets = {} } = readProjectConfiguration(tree, 'shop');
    expect(Object.keys(targets).toSorted()).toEqual(['e2e', 'serve', 'test']);
    expect(readNxJson(tree)?.plugins).toEqual(['@tscratch/tools/plugin']);
    expect(readJson(tree, 'package.json')).toMatchObject({ dependencies: { express: '^5.3.0' } });
  });

  it('says what starts the program, which its targets need', async () => {
    const tree = createTreeWithEmptyWorkspace();
    await createApplication(tree, { name: 'shop', ...quiet });
    const { tscratch } = readJson<{ tscratch: { main: string } }>(tree, 'apps/shop/package.json');
    expect(tscratch.main).toBe('src/main.ts');
    expect(tree.exists(`apps/shop/${tscratch.main}`)).toBe(true);
  });

  it.each(FRAMEWORKS)('writes sources of %s that esbuild parses', async (framework) => {
    const tree = createTreeWithEmptyWorkspace();
    await createApplication(tree, { name: 'shop', framework, ...quiet });
    for (const path of ['src/main.ts', 'src/greet.ts', 'src/greet.test.ts', 'e2e/server.test.ts']) {
      const contents = tree.read(`apps/shop/${path}`, 'utf8') ?? '';
      const { errors } = buildSync({
        stdin: { contents, loader: 'ts' },
        format: 'esm',
        write: false,
        tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
      });
      expect([path, errors]).toEqual([path, []]);
    }
  });

  it('finds the executable from any folder', async () => {
    const tree = createTreeWithEmptyWorkspace();
    await createApplication(tree, { name: 'shop', directory: 'servers/a/shop', ...quiet });
    expect(tree.read('servers/a/shop/e2e/server.test.ts', 'utf8')).toContain(
      "new URL('../../../../dist/tscratch/servers/a/shop/shop', import.meta.url)",
    );
  });

  it('keeps the versions of packages that other projects have', async () => {
    const tree = createTreeWithEmptyWorkspace();
    const own = { dependencies: { express: '^4.21.0' }, devDependencies: { typescript: '~5.9.2' } };
    updateJson(tree, 'package.json', (json: object) => ({ ...json, ...own }));
    await createApplication(tree, { name: 'shop', ...quiet });
    await createApplication(tree, { name: 'nest', framework: 'nest', ...quiet });
    expect(readJson(tree, 'package.json')).toMatchObject(own);
  });

  it.each([
    [{}, undefined, 'apps/shop'],
    [{ workspaces: ['packages/*'] }, undefined, 'packages/shop'],
    [{ workspaces: ['packages/*', 'apps/*'] }, undefined, 'apps/shop'],
    [{ workspaces: ['packages/*'] }, { workspaceLayout: { appsDir: 'servers' } }, 'servers/shop'],
    [{ workspaces: ['tools'] }, undefined, 'apps/shop'],
  ])(
    'has its folder where a workspace with %j and %j has projects',
    async (own, layout, folder) => {
      const tree = createTreeWithEmptyWorkspace();
      writeJson(tree, 'package.json', { name: 'source', ...own });
      if (layout !== undefined) updateNxJson(tree, layout);
      await createApplication(tree, { name: 'shop', ...quiet });
      expect(readProjectConfiguration(tree, 'shop').root).toBe(folder);
    },
  );

  it.each(['./servers/my shop/', 'servers/my shop'])(
    'works in the folder %j',
    async (directory) => {
      const tree = createTreeWithEmptyWorkspace();
      await createApplication(tree, { name: 'shop', directory, ...quiet });
      const { root, targets } = readProjectConfiguration(tree, 'shop');
      expect(root).toBe('servers/my shop');
      expect(targets?.['serve']?.options).toEqual({
        command: 'node --watch "servers/my shop/src/main.ts"',
      });
    },
  );

  it.each(['/etc/shop', '../shop', 'apps/../../shop'])(
    'refuses the folder %j',
    async (directory) => {
      await expect(
        createApplication(createTreeWithEmptyWorkspace(), { name: 'shop', directory, ...quiet }),
      ).rejects.toThrow(`Cannot create "shop" in "${directory}": expected a folder below the`);
    },
  );

  it('follows the names of the plugin in nx.json', async () => {
    const tree = createTreeWithEmptyWorkspace();
    const options = {
      outputPath: 'out/{projectName}',
      targetNames: { binary: 'exe', bundle: 'b' },
    };
    updateNxJson(tree, { plugins: [{ plugin: '@tscratch/tools/plugin', options }] });
    await createApplication(tree, { name: 'shop', framework: 'nest', ...quiet });
    const { targets = {} } = readProjectConfiguration(tree, 'shop');
    expect(targets['e2e']?.dependsOn).toEqual(['exe']);
    expect(targets['serve']).toMatchObject({
      dependsOn: ['b'],
      options: { command: 'node --enable-source-maps --watch "out/shop/bundle/main.cjs"' },
    });
    expect(tree.read('apps/shop/e2e/server.test.ts', 'utf8')).toContain("'../../../out/shop/shop'");
  });

  it('is checked by tsc where projects refer to each other', async () => {
    const tree = createTreeWithEmptyWorkspace();
    writeJson(tree, 'tsconfig.json', { files: [], references: [] });
    await createApplication(tree, { name: 'shop', ...quiet });
    const { compilerOptions } = readJson<{ compilerOptions: object }>(
      tree,
      'apps/shop/tsconfig.json',
    );
    expect(compilerOptions).toMatchObject({ composite: true, emitDeclarationOnly: true });
    expect(compilerOptions).not.toHaveProperty('noEmit');
  });

  it.each([
    ['Shop', 'Cannot create "Shop": expected a name in lower case'],
    ['@acme/shop', 'Cannot create "@acme/shop": expected'],
  ])('refuses the name %s', async (name, message) => {
    await expect(
      createApplication(createTreeWithEmptyWorkspace(), { name, ...quiet }),
    ).rejects.toThrow(message);
  });

  it('leaves a project that is there', async () => {
    const tree = createTreeWithEmptyWorkspace();
    tree.write('apps/shop/a.txt', '');
    await expect(createApplication(tree, { name: 'shop', ...quiet })).rejects.toThrow(
      'Cannot create "shop": the project, or the folder "apps/shop", is there; choose another name, or remove it',
    );
  });
});
