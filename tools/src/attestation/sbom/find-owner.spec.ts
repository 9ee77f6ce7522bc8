import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createOwnerFinder } from './find-owner.ts';

describe('createOwnerFinder()', () => {
  const root = mkdtempSync(join(tmpdir(), 'owner-'));
  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  function write(path: string, manifest: object): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), JSON.stringify(manifest));
  }

  beforeAll(() => {
    write('package.json', { name: 'workspace', version: '1.0.0' });
    write('libs/a/package.json', { name: 'a', version: '2.0.0' });
    write('libs/a/esm/package.json', { type: 'module' });
    write('node_modules/@scope/b/package.json', { name: '@scope/b', version: '3.0.0' });
    write('node_modules/@scope/b/build/esm/package.json', { name: '@scope/b', version: '0.0.0' });
    write('node_modules/@scope/b/node_modules/c/package.json', { name: 'c', version: '4.0.0' });
    write('node_modules/@scope/from-git/package.json', {});
    writeFileSync(join(root, 'node_modules/@scope/from-git/package.json'), '\uFEFF{}');
  });

  it.each([
    ['src/main.ts', 'workspace@1.0.0', '.'],
    ['libs/a/esm/main.js', 'a@2.0.0', 'libs/a'],
    ['node_modules/@scope/b/index.js', '@scope/b@3.0.0', 'node_modules/@scope/b'],
    ['node_modules/@scope/b/build/esm/index.js', '@scope/b@3.0.0', 'node_modules/@scope/b'],
    ['node_modules/@scope/from-git/a.js', '@scope/from-git@0.0.0', 'node_modules/@scope/from-git'],
    [
      'node_modules/@scope/b/node_modules/c/lib/index.js',
      'c@4.0.0',
      'node_modules/@scope/b/node_modules/c',
    ],
  ])('finds the package of %s', (path, ref, folder) => {
    expect(createOwnerFinder(root)(path)).toMatchObject({ ref, folder });
  });

  it('says which package.json is damaged', () => {
    write('node_modules/damaged/package.json', {});
    writeFileSync(join(root, 'node_modules/damaged/package.json'), '{');
    expect(() => createOwnerFinder(root)('node_modules/damaged/index.js')).toThrow(
      'Cannot read "node_modules/damaged/package.json": Expected property name',
    );
  });

  it('says what the package.json of the workspace lacks', () => {
    write('package.json', { name: 'workspace' });
    expect(() => createOwnerFinder(root)('src/main.ts')).toThrow(
      'Cannot describe the app by "package.json": its "version" is absent, expected one line of text; write, for example, "version": "0.1.0"',
    );
  });
});
