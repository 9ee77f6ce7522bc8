import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import { findNodeLock } from '../node/archive/node-lock.ts';
import { inferProject } from './plugin.ts';

const root = mkdtempSync(join(tmpdir(), 'plugin-'));
const files = {
  'package.json': { name: '@acme/source', workspaces: ['packages/*'] },
  'apps/api/project.json': {
    name: 'api',
    projectType: 'application',
    targets: { serve: { executor: '@nx/js:node' } },
  },
  'apps/api/package.json': { bin: 'src/main.ts' },
  'apps/api/src/main.ts': '',
  'apps/built/project.json': { name: 'built', tscratch: { from: 'build' } },
  'apps/both/project.json': { name: 'both', tscratch: { ports: [3000] } },
  'apps/both/package.json': { tscratch: { from: 'build' } },
  'apps/ready/project.json': { name: 'ready', tscratch: { entry: 'tree', main: 'dist/main.js' } },
  'packages/cli/package.json': { name: '@acme/cli', bin: 'dist/index.js' },
  'packages/cli/src/index.ts': '',
  'fixtures/a/package.json': { bin: 'main.js' },
  'fixtures/a/main.js': '',
  'libs/x/project.json': { name: 'x', projectType: 'library' },
  'tscratch/node/lock.json': {},
};
for (const [path, content] of Object.entries(files)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content === '' ? '' : JSON.stringify(content));
}
afterAll(() => {
  rmSync(root, { recursive: true });
});

function infer(file: string, options = {}, nxJsonConfiguration = {}) {
  const { projects = {} } = inferProject(file, options, {
    workspaceRoot: root,
    nxJsonConfiguration,
  });
  return projects;
}

function targetsOf(folder: string, options = {}, nxJson = {}): Record<string, TargetConfiguration> {
  return infer(`${folder}/project.json`, options, nxJson)[folder]?.targets ?? {};
}

describe('inferProject()', () => {
  it('gives every target to a program', () => {
    expect(Object.keys(targetsOf('apps/api')).toSorted()).toEqual([
      'binary',
      'bundle',
      'image',
      'package',
      'plan',
      'sbom',
      'verify',
    ]);
  });

  it('has one origin for a project with two files', () => {
    expect(infer('apps/api/package.json')).toEqual({});
  });

  it.each(['fixtures/a/package.json', 'package.json', 'libs/x/project.json'])(
    'gives nothing to %s',
    (file) => {
      expect(infer(file)).toEqual({});
    },
  );

  it('finds a package of the workspace', () => {
    const { bundle } = infer('packages/cli/package.json')['packages/cli']?.targets ?? {};
    expect(bundle?.options).toEqual({
      main: 'packages/cli/src/index.ts',
      outputPath: 'dist/tscratch/packages/cli/bundle',
    });
  });

  it('names every output, and files that the next target reads', () => {
    const { bundle, sbom, binary, image } = targetsOf('apps/api');
    expect(bundle?.outputs).toEqual(['{workspaceRoot}/dist/tscratch/apps/api/bundle']);
    expect(sbom?.options).toEqual({
      outputPath: 'dist/tscratch/apps/api/sbom',
      metafilePath: 'dist/tscratch/apps/api/bundle/meta.json',
    });
    expect([binary?.options, binary?.dependsOn]).toEqual([
      {
        outputPath: 'dist/tscratch/apps/api/api',
        bundlePath: 'dist/tscratch/apps/api/bundle/main.cjs',
        sbomPath: 'dist/tscratch/apps/api/sbom',
      },
      ['bundle', 'sbom'],
    ]);
    expect(image?.outputs).toContain('{workspaceRoot}/dist/tscratch/apps/api/image.tar');
  });

  it('hashes the sources as the workspace names them', () => {
    const production = { namedInputs: { production: ['default'] } };
    expect(targetsOf('apps/api')['bundle']?.inputs).toContain('^default');
    expect(targetsOf('apps/api', {}, production)['bundle']?.inputs).toContain('^production');
  });

  it('watches every file that may have options of a project; Nx itself watches nx.json', () => {
    for (const name of ['bundle', 'sbom', 'binary', 'image', 'package'])
      expect(targetsOf('apps/api')[name]?.inputs).toEqual(
        expect.arrayContaining([
          '{projectRoot}/package.json',
          '{projectRoot}/project.json',
          '{workspaceRoot}/apps/package.json',
          '{workspaceRoot}/apps/project.json',
          '{workspaceRoot}/package.json',
          '{workspaceRoot}/project.json',
        ]),
      );
  });

  it('watches the lock of the Node that a project pins', () => {
    const path = relative(root, findNodeLock(root));
    for (const name of ['bundle', 'sbom', 'binary', 'image', 'package'])
      expect(targetsOf('apps/api')[name]?.inputs).toContain(`{workspaceRoot}/${path}`);
  });

  it('runs the target first whose output is bundled', () => {
    expect(targetsOf('apps/built')['bundle']?.dependsOn).toEqual(['build']);
  });

  it('runs the target first that any file with options names', () => {
    expect(targetsOf('apps/both')['bundle']?.dependsOn).toEqual(['build']);
    const nxJson = { tscratch: { from: 'compile' } };
    expect(targetsOf('apps/api', {}, nxJson)['bundle']?.dependsOn).toEqual(['compile']);
  });

  it('reads a ready folder each time, because Nx does not see what git ignores', () => {
    expect(targetsOf('apps/ready')['bundle']?.cache).toBe(false);
    const nxJson = { tscratch: { from: 'build' } };
    expect(targetsOf('apps/ready', {}, nxJson)['bundle']?.cache).toBe(true);
    expect(targetsOf('apps/api')['bundle']?.cache).toBe(true);
  });

  it('lets the plugin name targets and the folder', () => {
    const options = { targetNames: { binary: 'exe' }, outputPath: 'out/{projectName}' };
    const { exe, verify } = targetsOf('apps/api', options);
    expect(exe?.options).toMatchObject({ outputPath: 'out/api/api' });
    expect(verify?.options).toMatchObject({ targets: ['api:exe', 'api:image'] });
  });

  it('describes each target, with an example', () => {
    for (const [name, { metadata }] of Object.entries(targetsOf('apps/api')))
      expect(metadata).toEqual({
        description: expect.stringMatching(/^[A-Z].*\.$/) as string,
        technologies: expect.arrayContaining([expect.any(String)]) as string[],
        help: {
          command: `npx nx run api:${name} --help`,
          example: { options: expect.any(Object) as object },
        },
      });
  });
});
