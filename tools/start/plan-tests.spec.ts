import { join } from 'node:path';
import { listProjects, planTests } from './plan-tests.mjs';

const workspace = join(import.meta.dirname, '../..');

describe('listProjects()', () => {
  it('lists the projects with unit tests, then those with e2e tests', () => {
    expect(listProjects(workspace)).toEqual([
      'tools',
      'libs/server',
      'apps/server-scratch',
      'apps/server-vps',
      'apps/server-scratch-e2e',
      'apps/server-vps-e2e',
    ]);
  });
});

describe('planTests()', () => {
  const plan = (...paths: readonly string[]) => planTests(workspace, paths).map(({ args }) => args);

  it.each([
    ['a folder', 'libs/server/src/http', ['run', 'server:test', 'src/http/']],
    ['a folder with a slash', 'libs/server/src/http/', ['run', 'server:test', 'src/http/']],
    ['a file', './tools/start/summary.spec.ts', ['run', 'tools:test', 'start/summary.spec.ts']],
    ['a project', 'tools', ['run', 'tools:test']],
    [
      'an e2e test',
      'apps/server-vps-e2e/src/readme.spec.ts',
      ['run', 'server-vps-e2e:e2e', 'src/readme.spec.ts'],
    ],
    [
      'a test that the gate leaves out',
      'apps/server-vps-e2e/src/packages/ci.full.spec.ts',
      ['run', 'server-vps-e2e:e2e:full', 'src/packages/ci.full.spec.ts'],
    ],
  ])('runs the specs of %s', (_, path, args) => {
    expect(plan(path)).toEqual([args]);
  });

  it('runs each project once, unit tests first', () => {
    expect(plan('apps', 'libs/server/src/http', 'libs/server/src/files')).toEqual([
      ['run', 'server:test', 'src/http/', 'src/files/'],
      ['run', 'server-scratch:test'],
      ['run', 'server-vps:test'],
      ['run', 'server-scratch-e2e:e2e'],
      ['run', 'server-vps-e2e:e2e'],
    ]);
  });

  it('runs nothing without a path', () => {
    expect(plan()).toEqual([]);
  });

  it.each([
    ['libs/sever', 'no such file or folder; write a path relative to the workspace, such as libs/'],
    ['docs', 'expected a folder that contains specs; npm test -- --help has examples'],
    ['README.md', 'expected a spec, a file named *.spec.ts; npm test -- --help has examples'],
    ['libs/server/src/index.ts', 'expected a spec, a file named *.spec.ts'],
    ['--watch', 'no such file or folder'],
    ['..', 'expected a folder that contains specs'],
  ])('rejects %s with status 64', (path, problem) => {
    expect(() => plan(path)).toThrow(
      expect.objectContaining({
        exitCode: 64,
        message: expect.stringContaining(`Cannot test "${path}": ${problem}`) as string,
      }) as Error,
    );
  });

  it('reports all wrong paths at once', () => {
    expect(() => plan('a', 'b', 'tools')).toThrow(/"a": .+\nCannot test "b": [^\n]+$/);
  });
});
