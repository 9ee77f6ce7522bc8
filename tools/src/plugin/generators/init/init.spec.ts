import { readNxJson, updateNxJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import init from './init.ts';

describe('init', () => {
  it('adds one line to nx.json, and no other file', async () => {
    const tree = createTreeWithEmptyWorkspace();
    const before = tree.listChanges().map(({ path }) => path);
    await init(tree, { skipFormat: true });
    expect(readNxJson(tree)?.plugins).toEqual(['@tscratch/tools/plugin']);
    expect(tree.listChanges().map(({ path }) => path)).toEqual(before);
  });

  it.each([['@tscratch/tools/plugin'], [{ plugin: '@tscratch/tools/plugin', options: {} }]])(
    'leaves a workspace that has %j',
    async (plugin) => {
      const tree = createTreeWithEmptyWorkspace();
      updateNxJson(tree, { plugins: ['@nx/js', plugin] });
      await init(tree, { skipFormat: true });
      expect(readNxJson(tree)?.plugins).toEqual(['@nx/js', plugin]);
    },
  );
});
