import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chooseInstaller, listInstaller } from './choose-installer.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'installer '));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const choose = (lock: string, text: string, packageManager?: string) => {
  writeFileSync(join(root, lock), text);
  writeFileSync(join(root, 'package.json'), JSON.stringify({ packageManager }));
  return listInstaller(chooseInstaller(root));
};

const PNPM = "lockfileVersion: '9.0'";
const YARN = '__metadata:\n  version: 8';

describe('chooseInstaller()', () => {
  it.each([
    ['package-lock.json', '{}', undefined, ['npm']],
    ['npm-shrinkwrap.json', '{}', 'npm@11.0.0', ['npm']],
    ['pnpm-lock.yaml', PNPM, undefined, ['pnpm', 'pnpm@10']],
    ['pnpm-lock.yaml', "lockfileVersion: '6.0'", undefined, ['pnpm', 'pnpm@8']],
    ['pnpm-lock.yaml', PNPM, 'pnpm@12.1.0+sha512.ab', ['pnpm', 'pnpm@12.1.0']],
    ['pnpm-lock.yaml', PNPM, 'yarn@4.1.0', ['pnpm', 'pnpm@10']],
    ['yarn.lock', '# yarn lockfile v1', undefined, ['yarn', 'yarn@1']],
    ['yarn.lock', '# yarn lockfile v1', 'yarn@1.22.22', ['yarn', 'yarn@1.22.22']],
    ['yarn.lock', YARN, undefined, ['yarn', '@yarnpkg/cli-dist@4']],
    ['yarn.lock', YARN, 'yarn@4.9.1', ['yarn', '@yarnpkg/cli-dist@4.9.1']],
    ['bun.lock', '{}', undefined, ['bun', 'bun@1']],
  ])('installs by %s (%j), with packageManager %s', (lock, text, packageManager, expected) => {
    expect(choose(lock, text, packageManager)).toEqual(expected);
  });

  it('installs nothing for a project without a lock file', () => {
    expect(listInstaller(chooseInstaller(root))).toEqual(['none']);
  });

  it('says which releases it can install', () => {
    expect(() => choose('pnpm-lock.yaml', PNPM, 'pnpm@https://example.org/pnpm.tgz')).toThrow(
      'Cannot install the packages in a container: "packageManager" of package.json is "pnpm@https://example.org/pnpm.tgz", expected such as "pnpm@10.1.0"; write a release, or build on this host',
    );
  });
});
