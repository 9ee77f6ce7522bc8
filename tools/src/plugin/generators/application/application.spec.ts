import { readJson, readNxJson, readProjectConfiguration } from '@nx/devkit';
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
