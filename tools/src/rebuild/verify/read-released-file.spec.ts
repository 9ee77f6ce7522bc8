import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderTinyElf } from '../../formats/elf/tiny-elf.fixture.ts';
import { readReleasedFile } from './read-released-file.ts';

describe('readReleasedFile()', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'release '))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const expectation = { programName: 'orders', expected: 'amd64' };

  it('rejects a missing file', () => {
    expect(() => readReleasedFile('/no/orders', expectation)).toThrow(
      'Cannot read "/no/orders": no such file; pass the path of a released file',
    );
  });

  it('rejects a folder', () => {
    expect(() => readReleasedFile(folder, expectation)).toThrow(
      `Cannot read "${folder}": no such file; pass the path of a released file`,
    );
  });

  it('rejects a file for another processor', () => {
    const path = join(folder, 'orders');
    writeFileSync(path, renderTinyElf({ machine: 'aarch64' }));
    expect(() => readReleasedFile(path, expectation)).toThrow(
      'Cannot build "orders" again here: it is for arm64, this machine is amd64; verify it on a machine with arm64',
    );
  });
});
