import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseOptionFile, readOptionFiles } from './option-files.ts';

describe('readOptionFiles()', () => {
  const root = mkdtempSync(join(tmpdir(), 'options-'));
  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  it.each([
    ['apps/shop/src', ['nx.json', 'apps/shop/project.json', 'apps/shop/package.json']],
    ['apps/shop', ['nx.json', 'apps/shop/project.json', 'apps/shop/package.json']],
    ['.', ['nx.json']],
  ])('reads the files above %s, from the workspace down', (folder, expected) => {
    for (const path of [
      'nx.json',
      'apps/shop/project.json',
      'apps/shop/package.json',
      'apps/b/package.json',
    ]) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), JSON.stringify({ tscratch: { in: path } }));
    }
    expect(readOptionFiles(root, folder)).toEqual(
      expected.map((path) => ({ path, options: { in: path } })),
    );
  });
});

describe('parseOptionFile()', () => {
  it('accepts a file without options', () => {
    expect(parseOptionFile('{}', 'nx.json')).toEqual({ path: 'nx.json', options: {} });
  });

  it('rejects what is not JSON', () => {
    expect(() => parseOptionFile('{', 'package.json')).toThrow(
      /^Cannot read "package.json": .*, expected the JSON of a package\.json; correct it$/,
    );
  });
});
