import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copySource } from './copy-source.ts';
import { fixEnvironment } from './fix-environment.ts';
import { runPrograms } from './run-programs.ts';

let place: string;
let root: string;
let folder: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'copy source '));
  [root, folder] = [join(place, 'my shop'), join(place, 'copy')];
  for (const path of ['src/main.ts', 'dist/main.js', 'node_modules/a/index.js', '.env']) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), path);
  }
  writeFileSync(join(root, '.gitignore'), 'dist\n');
});
afterEach(() => {
  rmSync(place, { recursive: true });
});

const env = fixEnvironment(process.env);
const copy = (): readonly string[] => {
  copySource(root, folder, env);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path !== 'src')
    .toSorted();
};

describe('copySource()', () => {
  it.each([
    ['outside a repository', () => undefined],
    [
      'in one without a commit',
      () => runPrograms([{ command: 'git', args: ['init', '--quiet', root] }], env),
    ],
  ])('copies %s what a commit of everything would contain, without packages', (_, prepare) => {
    prepare();
    expect(copy()).toEqual(['.env', '.gitignore', 'src/main.ts']);
  });

  it('leaves nothing else behind', () => {
    copy();
    expect(readdirSync(place).toSorted()).toEqual(['copy', 'my shop']);
    expect(existsSync(join(root, '.git'))).toBe(false);
  });
});
