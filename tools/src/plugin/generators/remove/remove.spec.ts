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

  it('removes the configuration of projects if asked to', async () => {
    const tree = createTree();
    await remove(tree, { configuration: true, skipFormat: true });
    expect(readJson(tree, 'apps/api/project.json')).not.toHaveProperty('tscratch');
  });
});
