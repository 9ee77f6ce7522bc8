import { addProjectConfiguration, logger, updateJson, writeJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { parseAllDocuments } from 'yaml';
import { PLATFORMS } from '../../../artefacts/deployment/render-deployment.ts';
import deploy from './deploy.ts';

function createTree(tscratch: object = { ports: [3000], health: '/healthz', volumes: ['/data'] }) {
  const tree = createTreeWithEmptyWorkspace();
  addProjectConfiguration(tree, 'api', { root: 'apps/api' });
  updateJson(tree, 'apps/api/project.json', (json: object) => ({ ...json, tscratch }));
  return tree;
}

async function render(to: readonly string[], tscratch?: object) {
  const tree = createTree(tscratch);
  await deploy(tree, { project: 'api', to, skipFormat: true });
  return (path: string) => tree.read(`apps/api/deploy/${path}`, 'utf8') ?? '';
}

describe('deploy', () => {
  it('writes files for every platform, each with the port of the project', async () => {
    const tree = createTree();
    const to = [Object.keys(PLATFORMS).join(',')];
    await deploy(tree, { project: 'api', to, skipFormat: true });
    const paths = tree
      .listChanges()
      .map(({ path }) => path)
      .filter((path) => path.startsWith('apps/api/deploy/'));
    expect(paths.toSorted()).toEqual([
      'apps/api/deploy/compose.yaml',
      'apps/api/deploy/kamal/deploy.yml',
      'apps/api/deploy/kubernetes/api.yaml',
      'apps/api/deploy/nomad/api.nomad.hcl',
      'apps/api/deploy/quadlet/api-0.volume',
      'apps/api/deploy/quadlet/api.container',
      'apps/api/deploy/systemd/api.service',
    ]);
    for (const path of paths.filter((name) => !name.endsWith('.volume')))
      expect([path, tree.read(path, 'utf8')]).toEqual([path, expect.stringContaining('3000')]);
  });

  it.each([
    ['compose.yaml', 'compose'],
    ['kubernetes/api.yaml', 'kubernetes'],
    ['kamal/deploy.yml', 'kamal'],
  ])('writes %s as YAML', async (path, platform) => {
    const read = await render([platform]);
    const documents = parseAllDocuments(read(path));
    expect(documents.length).toBeGreaterThan(0);
    for (const { errors, warnings } of documents as { errors: unknown[]; warnings: unknown[] }[])
      expect([...errors, ...warnings]).toEqual([]);
  });

  it('lets Kubernetes probe only what the project says', async () => {
    const read = await render(['kubernetes']);
    expect(read('kubernetes/api.yaml')).toContain('httpGet: { path: /healthz, port: 3000 }');
    const without = await render(['kubernetes'], { ports: [3000] });
    expect(without('kubernetes/api.yaml')).not.toContain('Probe');
  });

  it('lets a unit listen on a low port, and only then', async () => {
    const low = await render(['systemd'], { ports: [80] });
    expect(low('systemd/api.service')).toContain('AmbientCapabilities=CAP_NET_BIND_SERVICE');
    const high = await render(['systemd']);
    expect(high('systemd/api.service')).toContain('\nCapabilityBoundingSet=\n');
  });

  it('keeps a file that is there', async () => {
    const tree = createTree();
    tree.write('apps/api/deploy/compose.yaml', 'mine');
    const warn = jest.spyOn(logger, 'warn').mockImplementation(() => undefined);
    await deploy(tree, { project: 'api', to: ['compose'], skipFormat: true });
    expect(tree.read('apps/api/deploy/compose.yaml', 'utf8')).toBe('mine');
    expect(warn).toHaveBeenCalledWith(
      '"apps/api/deploy/compose.yaml" is there and stays as it is, ignoring',
    );
    warn.mockRestore();
  });

  it('uses the description of the project', async () => {
    const tree = createTree();
    writeJson(tree, 'apps/api/package.json', { description: 'Sells shoes' });
    await deploy(tree, { project: 'api', to: ['systemd'], skipFormat: true });
    expect(tree.read('apps/api/deploy/systemd/api.service', 'utf8')).toContain(
      'Description=Sells shoes',
    );
  });

  it.each([
    [['sytemd'], {}, 'Cannot deploy to "sytemd": expected systemd, nomad'],
    [['compose'], { prots: [1] }, '"prots" is [1], expected a known name, perhaps "ports"'],
  ])('refuses %j with %j', async (to, tscratch, message) => {
    const tree = createTree(tscratch);
    await expect(deploy(tree, { project: 'api', to, skipFormat: true })).rejects.toThrow(message);
    expect(tree.exists('apps/api/deploy')).toBe(false);
  });
});
