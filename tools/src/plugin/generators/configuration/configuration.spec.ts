import { addProjectConfiguration, readJson, writeJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import configure from './configuration.ts';

function createTree() {
  const tree = createTreeWithEmptyWorkspace();
  addProjectConfiguration(tree, 'api', { root: 'apps/api' });
  return tree;
}

const tscratch = (tree: ReturnType<typeof createTree>): unknown =>
  readJson<{ tscratch?: unknown }>(tree, 'apps/api/project.json').tscratch;

describe('configuration', () => {
  it('writes one object, and keeps what is there', async () => {
    const tree = createTree();
    await configure(tree, { project: 'api', health: '/healthz', ports: [3000], skipFormat: true });
    await configure(tree, { project: 'api', include: ['views'], health: 'none', skipFormat: true });
    expect(tscratch(tree)).toEqual({ health: false, ports: [3000], include: ['views'] });
  });

  it('writes to package.json in a project without project.json', async () => {
    const tree = createTreeWithEmptyWorkspace();
    writeJson(tree, 'package.json', { name: 'source', workspaces: ['packages/*'] });
    writeJson(tree, 'packages/cli/package.json', { name: '@acme/cli', version: '1.0.0' });
    await configure(tree, { project: '@acme/cli', from: 'build', skipFormat: true });
    expect(readJson(tree, 'packages/cli/package.json')).toEqual({
      name: '@acme/cli',
      version: '1.0.0',
      tscratch: { from: 'build' },
    });
  });

  it('writes to the file that has the object, which would win', async () => {
    const tree = createTree();
    writeJson(tree, 'apps/api/package.json', { tscratch: { main: 'a.ts', health: '/healthz' } });
    await configure(tree, { project: 'api', health: '/livez', skipFormat: true });
    expect(tscratch(tree)).toBeUndefined();
    expect(readJson(tree, 'apps/api/package.json')).toEqual({
      tscratch: { main: 'a.ts', health: '/livez' },
    });
  });

  it('writes nothing of an empty answer', async () => {
    const tree = createTree();
    await configure(tree, { project: 'api', health: '', ports: [], skipFormat: true });
    expect(tscratch(tree)).toEqual({});
  });

  it('refuses what a build would refuse', async () => {
    const tree = createTree();
    await expect(
      configure(tree, { project: 'api', health: 'healthz', ports: [0], skipFormat: true }),
    ).rejects.toThrow(/apps\/api\/project\.json: "health" is "healthz"(.|\n)*"ports" is \[0\]/);
    expect(tscratch(tree)).toBeUndefined();
  });
});
