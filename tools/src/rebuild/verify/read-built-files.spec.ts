import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBuiltFiles } from './read-built-files.ts';

describe('readBuiltFiles()', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'built '))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('reads every file, including hidden ones, in the order of code units', () => {
    mkdirSync(join(folder, 'dist/.hidden'), { recursive: true });
    for (const path of ['dist/b', 'dist/B', 'dist/.env', 'dist/.hidden/a'])
      writeFileSync(join(folder, path), 'x');
    expect(readBuiltFiles(folder).map(({ path }) => path)).toEqual([
      'dist/.env',
      'dist/.hidden/a',
      'dist/B',
      'dist/b',
    ]);
  });

  it('returns size and digest', () => {
    writeFileSync(join(folder, 'orders'), 'abc');
    expect(readBuiltFiles(folder)).toEqual([
      {
        path: 'orders',
        sizeBytes: 3,
        // the example of FIPS 180-4
        sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      },
    ]);
  });
});
