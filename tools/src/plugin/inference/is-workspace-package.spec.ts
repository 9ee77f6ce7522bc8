import { isWorkspacePackage, parseWorkspaces } from './is-workspace-package.ts';

describe('isWorkspacePackage()', () => {
  it.each([
    ['apps/api', ['apps/*'], true],
    ['apps/api', ['./apps/*/'], true],
    ['apps/team/api', ['apps/*'], false],
    ['apps/team/api', ['apps/**'], true],
    ['tools', ['apps/*', 'tools'], true],
    ['toolsx', ['tools'], false],
    ['apps/old', ['apps/*', '!apps/old'], false],
    ['a.b', ['a?b'], true],
    ['a/b', ['a?b'], false],
    ['apps/api', ['{apps,libs}/*'], true],
    ['tools/api', ['{apps,libs}/*'], false],
    ['apps', ['apps/**'], true],
    ['appstore', ['apps/**'], false],
    ['team/api', ['**/api'], true],
    ['team/my-api', ['**/api'], false],
    ['apps/api', [], false],
  ])('decides about %s by %j: %s', (folder, patterns, expected) => {
    expect(isWorkspacePackage(folder, patterns)).toBe(expected);
  });
});

describe('parseWorkspaces()', () => {
  it.each([
    [{ workspaces: ['apps/*'] }, '', ['apps/*']],
    [{ workspaces: { packages: ['libs/*'] } }, '', ['libs/*']],
    [
      {},
      "packages:\n  # ours\n  - 'apps/*'\n  - \"libs/*\"\n  - '!libs/old'\ncatalog:\n  - x\n",
      ['apps/*', 'libs/*', '!libs/old'],
    ],
    [{}, 'packages:\n- tools # tools\n', ['tools']],
    [{}, "packages: ['apps/*', tools]\r\n", ['apps/*', 'tools']],
    [{}, 'packages: [', []],
    [{}, 'packages: tools', []],
    [{ workspaces: 'apps/*' }, '', []],
    [{ workspaces: { packages: null } }, '', []],
    [{}, 'onlyBuiltDependencies:\n  - esbuild\n', []],
    [{}, '', []],
  ])('reads %j and %j', (manifest, text, expected) => {
    expect(parseWorkspaces(manifest, text)).toEqual(expected);
  });
});
