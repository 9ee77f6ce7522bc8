import {
  addProjectConfiguration,
  readJson,
  readNxJson,
  updateJson,
  updateNxJson,
} from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import init from '../init/init.ts';
import remove from './remove.ts';

function createTree() {
  const tree = createTreeWithEmptyWorkspace();
  addProjectConfiguration(tree, 'api', { root: 'apps/api' });
  updateJson(tree, 'apps/api/project.json', (json: object) => ({ ...json, tscratch: {} }));
  updateJson(tree, 'package.json', (json: object) => ({
    ...json,
    devDependencies: { '@tscratch/tools': '0.1.0', nx: '23.2.1' },
  }));
  return tree;
}

describe('remove', () => {
  it('undoes what init wrote', async () => {
    const tree = createTree();
    const before = readNxJson(tree);
    await init(tree, { skipFormat: true });
    await remove(tree, { skipFormat: true });
    expect(readNxJson(tree)).toEqual(before);
    expect(readJson(tree, 'package.json')).toMatchObject({ devDependencies: { nx: '23.2.1' } });
    expect(tree.read('package.json', 'utf8')).not.toContain('@tscratch');
    expect(readJson(tree, 'apps/api/project.json')).toHaveProperty('tscratch');
  });

  it('keeps the other plugins', async () => {
    const tree = createTree();
    updateNxJson(tree, { plugins: ['@nx/js', { plugin: '@tscratch/tools/plugin' }] });
    await remove(tree, { skipFormat: true });
    expect(readNxJson(tree)?.plugins).toEqual(['@nx/js']);
  });

  it('removes the package wherever it is, and then the lock file follows', async () => {
    const tree = createTree();
    updateJson(tree, 'package.json', (json: object) => ({
      ...json,
      dependencies: { '@tscratch/tools': '0.1.0' },
    }));
    expect(await remove(tree, { skipFormat: true })).toEqual(expect.any(Function));
    expect(tree.read('package.json', 'utf8')).not.toContain('@tscratch');
  });

  it('leaves files that have nothing of it as they are, comments included', async () => {
    const tree = createTree();
    const texts = {
      'nx.json': '{\n  // ours\n  "plugins": ["@nx/js"]\n}\n',
      'apps/b/project.json': '{\n  // ours\n  "name": "b",   "root": "apps/b"\n}\n',
    };
    for (const [path, text] of Object.entries(texts)) tree.write(path, text);
    await remove(tree, { configuration: true, skipFormat: true });
    for (const [path, text] of Object.entries(texts)) expect(tree.read(path, 'utf8')).toBe(text);
  });

  it('keeps the order of nx.json', async () => {
    const tree = createTree();
    tree.write(
      'nx.json',
      '{ "plugins": ["@nx/js", "@tscratch/tools/plugin"], "defaultBase": "m" }',
    );
    await remove(tree, { skipFormat: true });
    expect(Object.keys(readNxJson(tree) ?? {})).toEqual(['plugins', 'defaultBase']);
  });

  it('removes the configuration of projects if asked to', async () => {
    const tree = createTree();
    await remove(tree, { configuration: true, skipFormat: true });
    expect(readJson(tree, 'apps/api/project.json')).not.toHaveProperty('tscratch');
  });
});
