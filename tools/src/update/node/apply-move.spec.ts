import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyMove, checkUnedited } from './apply-move.ts';

const FILES = ['package.json', 'package-lock.json', '.nvmrc'];
const move = new Map(FILES.map((path) => [path, `new ${path}`]));
let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'apply-move-'));
  for (const path of FILES) writeFileSync(join(root, path), `old ${path}`);
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

const read = () => FILES.map((path) => readFileSync(join(root, path), 'utf8'));

describe('applyMove()', () => {
  it('writes all files before installing', () => {
    let seen: readonly string[] = [];
    applyMove(root, move, () => {
      seen = read();
    });
    expect(seen).toEqual(FILES.map((path) => `new ${path}`));
    expect(read()).toEqual(seen);
    expect(readdirSync(root).toSorted()).toEqual(FILES.toSorted());
  });

  it('restores them if installing fails', () => {
    const install = () => {
      throw new Error('no space left');
    };
    expect(() => {
      applyMove(root, move, install);
    }).toThrow('no space left');
    expect(read()).toEqual(FILES.map((path) => `old ${path}`));
    expect(readdirSync(root).toSorted()).toEqual(FILES.toSorted());
  });

  it('changes none if one cannot be read', () => {
    rmSync(join(root, '.nvmrc'));
    expect(() => {
      applyMove(root, move, () => undefined);
    }).toThrow('ENOENT');
    expect(readFileSync(join(root, 'package.json'), 'utf8')).toBe('old package.json');
  });
});

describe('checkUnedited()', () => {
  const check = () => {
    checkUnedited(root, process.env);
  };
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
      cwd: root,
    });

  it('accepts changes in other files', () => {
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '--message=first');
    writeFileSync(join(root, 'README.md'), '');
    expect(check).not.toThrow();
  });

  it.each(FILES)('rejects a change in %s', (path) => {
    git('init', '--quiet');
    git('add', '.');
    git('commit', '--quiet', '--message=first');
    writeFileSync(join(root, path), 'mine');
    expect(check).toThrow(
      `Cannot move to another Node: there are uncommitted changes in "${path}"; commit or restore them first`,
    );
  });

  it('rejects a folder without a repository, where changes cannot be detected', () => {
    expect(check).toThrow(
      /^Cannot run "git status .*": it exited with status 128, "fatal: not a git/,
    );
  });
});
