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
      writeFileSync(join(root, path), JSON.stringify({ tscratch: { main: path } }));
    }
    expect(readOptionFiles(root, folder)).toEqual(
      expected.map((path) => ({ path, options: { main: path } })),
    );
  });
});

describe('parseOptionFile()', () => {
  it('accepts a file without options', () => {
    expect(parseOptionFile('{}', 'nx.json')).toEqual({ path: 'nx.json', options: {} });
  });

  it('accepts comments and trailing commas, as Nx does', () => {
    const text = '// all apps\n{ "tscratch": { /* ssh2 */ "omit": ["cpu-features"], }, }\n';
    expect(parseOptionFile(text, 'nx.json')).toEqual({
      path: 'nx.json',
      options: { omit: ['cpu-features'] },
    });
  });

  it.each(['null', '"x"', '[]', '1'])('rejects "tscratch": %s', (found) => {
    expect(() => parseOptionFile(`{ "tscratch": ${found} }`, 'nx.json')).toThrow(
      `Cannot read "nx.json": its "tscratch" is ${found}, expected an object such as { "omit": ["cpu-features"] }; correct it`,
    );
  });

  it.each([
    ['{', "Expected property name or '}' in JSON at position 1 (line 1 column 2)"],
    ['null', 'it is null'],
    ['[]', 'it is []'],
  ])('rejects %s', (text, reason) => {
    expect(() => parseOptionFile(text, 'nx.json')).toThrow(
      `Cannot read "nx.json": ${reason}, expected an object of JSON; correct it`,
    );
  });
});
