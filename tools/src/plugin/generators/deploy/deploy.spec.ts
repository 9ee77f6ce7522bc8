import { addProjectConfiguration, logger, updateJson, writeJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { parse } from '@cdktf/hcl2json';
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
      'apps/api/deploy/kamal/Dockerfile',
      'apps/api/deploy/kamal/deploy.yml',
      'apps/api/deploy/kubernetes/api.yaml',
      'apps/api/deploy/nomad/api.nomad.hcl',
      'apps/api/deploy/quadlet/api-0.volume',
      'apps/api/deploy/quadlet/api.container',
      'apps/api/deploy/systemd/api.service',
    ]);
    for (const path of paths.filter((name) => !/\.volume$|Dockerfile$/.test(name)))
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

  it('lists a server in Nomad from its start to its end, and updates without fewer servers', async () => {
    const read = await render(['nomad']);
    const { job } = (await parse('api.nomad.hcl', read('nomad/api.nomad.hcl'))) as unknown as {
      job: { api: [{ update: unknown; group: { api: [{ service?: unknown; task: unknown }] } }] };
    };
    const [{ update, group }] = job.api;
    expect(update).toEqual([
      expect.objectContaining({ canary: '${var.count}', progress_deadline: '0' }),
    ]);
    expect(group.api[0].service).toBeUndefined();
    expect(group.api[0].task).toEqual({
      api: [
        expect.objectContaining({
          shutdown_delay: '15s',
          service: [expect.objectContaining({ name: 'api', port: 'http' })],
        }),
      ],
    });
  });

  it('lets Kubernetes probe only what the project says', async () => {
    const read = await render(['kubernetes']);
    expect(read('kubernetes/api.yaml')).toContain('httpGet: { path: "/healthz", port: 3000 }');
    const without = await render(['kubernetes'], { ports: [3000] });
    expect(without('kubernetes/api.yaml')).not.toContain('Probe');
  });

  it('asks a program with @tscratch/server on its ops port, which it opens', async () => {
    const tree = createTree({ environment: { OPS_PORT: '9001' } });
    writeJson(tree, 'apps/api/package.json', { dependencies: { '@tscratch/server': '*' } });
    await deploy(tree, { project: 'api', to: ['kubernetes,nomad'], skipFormat: true });
    const manifests = tree.read('apps/api/deploy/kubernetes/api.yaml', 'utf8');
    expect(manifests).toContain('livenessProbe: { httpGet: { path: "/livez", port: 9001 }');
    expect(manifests).toContain('{ name: OPS_HOST, value: "0.0.0.0" }');
    const path = 'apps/api/deploy/nomad/api.nomad.hcl';
    const { job } = (await parse(path, tree.read(path, 'utf8') ?? '')) as unknown as {
      job: { api: [{ group: { api: [object] } }] };
    };
    expect(job.api[0].group.api[0]).toMatchObject({
      network: [{ port: { http: [{ to: 8080 }], ops: [{ to: 9001 }] } }],
      task: {
        api: [
          {
            service: [{ check: [{ type: 'http', port: 'ops', path: '/readyz' }] }],
            config: [{ ports: ['http', 'ops'] }],
            env: [{ OPS_HOST: '0.0.0.0', OPS_PORT: '9001' }],
          },
        ],
      },
    });
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

  it('makes one line of the description, without specifiers of systemd', async () => {
    const tree = createTree();
    writeJson(tree, 'apps/api/package.json', { description: ' 100 %n\n[Service]\nUser=root' });
    await deploy(tree, { project: 'api', to: ['systemd', ' quadlet'], skipFormat: true });
    for (const path of ['systemd/api.service', 'quadlet/api.container'])
      expect(tree.read(`apps/api/deploy/${path}`, 'utf8')).toContain(
        'Description=100 %%n [Service] User=root\n',
      );
  });

  it('lets Compose expand nothing in a variable', async () => {
    const read = await render(['compose'], { environment: { PRICE: '$5' } });
    expect(read('compose.yaml')).toContain('PRICE: "$$5"');
  });

  it.each([
    [['sytemd'], {}, 'Cannot deploy to "sytemd": expected systemd, nomad'],
    [['quadlet'], { environment: { 'A=': 'x' } }, 'Cannot set the variable "A=" to "x"'],
    [['quadlet'], { environment: { NOTE: 'a\nb' } }, 'Cannot set the variable "NOTE"'],
    [['kamal'], { environment: { A: '${HOME}' } }, 'Cannot set the variable "A" by Kamal'],
    [['compose'], { prots: [1] }, '"prots" is [1], expected a known name, perhaps "ports"'],
  ])('refuses %j with %j', async (to, tscratch, message) => {
    const tree = createTree(tscratch);
    await expect(deploy(tree, { project: 'api', to, skipFormat: true })).rejects.toThrow(message);
    expect(tree.exists('apps/api/deploy')).toBe(false);
  });
});
