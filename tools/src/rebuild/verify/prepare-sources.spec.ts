import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runPrograms } from '../../host/run-programs.ts';
import { checkOut, copyWorkingTree, listModules } from './prepare-sources.ts';

let folder: string;
let root: string;
let temporaryFolder: string;
let revision: string;

const git = (...args: readonly string[]): string => {
  const identity = ['-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'];
  return runPrograms([{ command: 'git', args: ['-C', root, ...identity, ...args] }], process.env)
    .toString()
    .trim();
};

const place = () => ({ root, temporaryFolder, environment: process.env });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sources '));
  [root, temporaryFolder] = [join(folder, 'my shop'), join(folder, 'temporary')];
  mkdirSync(root);
  mkdirSync(temporaryFolder);
  git('init', '--quiet');
  writeFileSync(join(root, 'package-lock.json'), '{}');
  writeFileSync(join(root, 'main.ts'), 'one');
  writeFileSync(join(root, '.gitignore'), 'dist');
  git('add', '.');
  git('commit', '--quiet', '--message=one');
  revision = git('rev-parse', 'HEAD');
  writeFileSync(join(root, 'main.ts'), 'two');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('copyWorkingTree()', () => {
  it('copies changed and new files, but not ignored ones', () => {
    writeFileSync(join(root, 'new.ts'), 'new');
    mkdirSync(join(root, 'dist'));
    writeFileSync(join(root, 'dist/main.cjs'), 'built');
    const { sourceFolder } = copyWorkingTree(place());
    expect(readFileSync(join(sourceFolder, 'main.ts'), 'utf8')).toBe('two');
    expect(readFileSync(join(sourceFolder, 'new.ts'), 'utf8')).toBe('new');
    expect(existsSync(join(sourceFolder, 'dist'))).toBe(false);
  });
});

describe.each([
  ['copyWorkingTree()', () => copyWorkingTree(place())],
  ['checkOut()', () => checkOut({ revision, epochSeconds: 0 }, place())],
])('%s', (_, prepare) => {
  it('copies the archives of Node, which git ignores', () => {
    mkdirSync(join(root, 'tscratch/node/archives'), { recursive: true });
    writeFileSync(join(root, '.gitignore'), 'tscratch/node/archives');
    writeFileSync(join(root, 'tscratch/node/archives/node.tar.xz'), 'archive');
    writeFileSync(join(root, 'tscratch/node/lock.json'), '{}');
    const { sourceFolder } = prepare();
    expect(readFileSync(join(sourceFolder, 'tscratch/node/archives/node.tar.xz'), 'utf8')).toBe(
      'archive',
    );
  });
});

describe('listModules()', () => {
  it('lists the folders of packages of a workspace and of its projects, not of their packages', () => {
    const folders = ['', 'packages/api', 'packages/web'];
    for (const path of folders.map((each) => join(each, 'node_modules/a')))
      mkdirSync(join(root, path), { recursive: true });
    writeFileSync(join(root, 'node_modules/a/package.json'), '{}');
    writeFileSync(join(root, 'packages/api/package.json'), '{}');
    const { sourceFolder } = copyWorkingTree(place());
    expect(listModules({ sourceFolder, packagesFolder: root })).toEqual([
      'node_modules',
      'packages/api/node_modules',
    ]);
  });
});

describe('checkOut()', () => {
  it('checks out the commit, and uses the packages of the working tree if they are the same', () => {
    const sources = checkOut({ revision, epochSeconds: 0 }, place());
    expect(readFileSync(join(sources.sourceFolder, 'main.ts'), 'utf8')).toBe('one');
    expect(sources).toMatchObject({ packagesFolder: root, steps: [] });
  });

  it('installs the packages of the commit if its lock file differs', () => {
    writeFileSync(join(root, 'package-lock.json'), '{ "lockfileVersion": 3 }');
    const { steps, packagesFolder } = checkOut({ revision, epochSeconds: 0 }, place());
    const dependencies = join(temporaryFolder, 'dependencies');
    expect(packagesFolder).toBe(dependencies);
    expect(steps.map(({ command }) => command.slice(0, 4))).toEqual([
      ['env', `--chdir=${dependencies}`, 'npm', 'ci'],
    ]);
    expect(readFileSync(join(dependencies, 'package-lock.json'), 'utf8')).toBe('{}');
  });

  it('installs them by the package manager of that commit', () => {
    rmSync(join(root, 'package-lock.json'));
    writeFileSync(join(root, 'pnpm-lock.yaml'), "lockfileVersion: '9.0'");
    git('add', '.');
    git('commit', '--quiet', '--message=pnpm');
    const pnpm = { revision: git('rev-parse', 'HEAD'), epochSeconds: 0 };
    writeFileSync(join(root, 'pnpm-lock.yaml'), "lockfileVersion: '9.0' # other");
    expect(checkOut(pnpm, place()).steps.map(({ command }) => command.slice(2))).toEqual([
      ['pnpm', 'install', '--frozen-lockfile'],
    ]);
  });

  it('installs them, too, if only the lock of Node differs', () => {
    mkdirSync(join(root, 'tscratch/node'), { recursive: true });
    writeFileSync(join(root, 'tscratch/node/lock.json'), '{}');
    const { steps } = checkOut({ revision, epochSeconds: 0 }, place());
    expect(steps).toHaveLength(1);
  });

  it('says how to get a missing commit', () => {
    const unknown = { revision: 'c0ffee'.padEnd(40, '0'), epochSeconds: 0 };
    expect(() => checkOut(unknown, place())).toThrow(
      `Cannot rebuild commit ${unknown.revision}: the repository in "my shop" does not have it; run "git fetch" (in a shallow clone "git fetch --unshallow"), or clone the repository that the release is from`,
    );
  });
});
