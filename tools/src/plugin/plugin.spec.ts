import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import { findNodeLock } from '../node/archive/node-lock.ts';
import { createNodes, inferProject, readWorkspace } from './plugin.ts';

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
  'apps/own/project.json': {
    name: 'own',
    targets: {
      bundle: { command: 'webpack' },
      image: { executor: '@nx/docker:build' },
      package: { executor: '@tscratch/tools:container-build' },
      sbom: { options: { licences: 'warn' } },
    },
    tscratch: {},
  },
  'apps/own/package.json': {
    scripts: { binary: 'make', verify: 'make check', plan: 'make plan' },
    nx: { includedScripts: ['binary', 'verify'] },
  },
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
  const workspace = readWorkspace({ workspaceRoot: root, nxJsonConfiguration });
  const { projects = {} } = inferProject(file, options, workspace);
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
      'publish',
      'sbom',
      'symbolicate',
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

  it('names every output, wherever a caller wants it, and files that the next target reads', () => {
    const { bundle, sbom, binary, image, package: packed } = targetsOf('apps/api');
    for (const target of [bundle, sbom, binary, packed])
      expect(target?.outputs).toEqual(['{options.outputPath}']);
    expect(bundle?.options).toMatchObject({ outputPath: 'dist/tscratch/apps/api/bundle' });
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
    expect(image?.outputs).toContain('{options.outputPath}/image.tar');
    expect(image?.options).toMatchObject({ outputPath: 'dist/tscratch/apps/api' });
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

  it('hashes included files by their content, and starts nothing where there are none', () => {
    const runtimeOf = (folder: string, nxJson = {}) =>
      targetsOf(folder, {}, nxJson)['bundle']?.inputs?.filter(
        (input) => typeof input === 'object' && 'runtime' in input,
      );
    const included = [
      { runtime: expect.stringMatching(/^node ".*print-included.ts" "apps\/api"$/) as string },
    ];
    expect(runtimeOf('apps/api')).toEqual([]);
    expect(runtimeOf('apps/api', { tscratch: { include: ['views'] } })).toEqual(included);
  });

  it('lets the plugin name targets and the folder', () => {
    const options = { targetNames: { binary: 'exe' }, outputPath: 'out/{projectName}' };
    const { exe, verify } = targetsOf('apps/api', options);
    expect(exe?.options).toMatchObject({ outputPath: 'out/api/api' });
    expect(verify?.options).toMatchObject({ targets: ['api:exe', 'api:image'] });
  });

  it('gives other names to targets whose names the project itself uses', () => {
    const {
      'tscratch-bundle': bundle,
      sbom,
      'tscratch-image': image,
      ...others
    } = targetsOf('apps/own');
    expect(Object.keys(others).toSorted()).toEqual([
      'package',
      'plan',
      'publish',
      'symbolicate',
      'tscratch-binary',
      'tscratch-verify',
    ]);
    expect(bundle?.executor).toBe('@tscratch/tools:bundle');
    expect(sbom?.dependsOn).toEqual(['tscratch-bundle']);
    expect(image?.dependsOn).toEqual(['tscratch-bundle', 'sbom']);
    expect(others['tscratch-verify']?.options).toMatchObject({
      targets: ['own:tscratch-binary', 'own:tscratch-image'],
    });
  });

  it('maps stacks by the map of the bundle, which it makes if need be', () => {
    expect(targetsOf('apps/api')['symbolicate']).toMatchObject({
      dependsOn: ['bundle'],
      options: { mapPath: 'dist/tscratch/apps/api/bundle/main.cjs.map' },
    });
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

describe('createNodes', () => {
  const odd = mkdtempSync(join(tmpdir(), 'odd-'));
  const put = (path: string, text: string): string => {
    mkdirSync(dirname(join(odd, path)), { recursive: true });
    writeFileSync(join(odd, path), text);
    return path;
  };
  afterAll(() => {
    rmSync(odd, { recursive: true });
  });

  async function list(files: readonly string[]) {
    const context = { workspaceRoot: odd, nxJsonConfiguration: {} };
    const results = await createNodes[1](files, {}, context);
    return results.flatMap(([, { projects = {} }]) => Object.keys(projects));
  }

  it('finds the programs beside files that are damaged or have other types', async () => {
    const broken = [
      'null',
      '[]',
      '"x"',
      '{',
      '',
      '{ "nx": "x", "scripts": null, "name": 5, "bin": null, "private": true }',
      '{ "scripts": "x", "bin": [1], "nx": { "targets": { "a": null }, "tags": null } }',
      '{ "name": 5, "scripts": { "start": 5 }, "private": true, "tscratch": {} }',
    ].flatMap((text, index) => [
      put(`packages/a${index}/package.json`, text),
      put(`packages/b${index}/project.json`, text.replace('"nx": { "targets"', '"targets"')),
    ]);
    put('package.json', '\uFEFF{ "workspaces": ["packages/*"] }');
    put('packages/z/main.js', '');
    const files = [...broken, put('packages/z/package.json', '{ "bin": "main.js" }')];
    expect(await list(files)).toEqual(expect.arrayContaining(['packages/z']));
  });

  it('leaves a damaged package.json of the workspace to Nx', async () => {
    put('package.json', '{');
    put('apps/y/main.js', '');
    const files = ['package.json', put('apps/y/project.json', '{ "tscratch": {} }')];
    expect(await list(files)).toEqual(['apps/y']);
  });
});
