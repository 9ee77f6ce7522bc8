import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TarEntry } from '../../formats/tar.ts';
import { writeRootfs } from './write-rootfs.ts';

describe('writeRootfs()', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rootfs-'));
  const target = join(folder, 'rootfs');
  const entries: readonly TarEntry[] = [
    { path: 'etc/group', type: 'file', mode: 0o644, bytes: Buffer.from('root') },
    { path: 'etc', type: 'directory', mode: 0o755 },
    { path: 'tmp', type: 'directory', mode: 0o1777 },
    { path: 'lib', type: 'symlink', mode: 0o777, linkTarget: 'usr/lib' },
  ];
  const list = (): readonly string[] =>
    execFileSync('find', [target, '-mindepth', '1', '-printf', '%m %y %P>%l\n'], {
      encoding: 'utf8',
    })
      .trim()
      .split('\n')
      .toSorted();

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each([0o000, 0o022, 0o077])('sets the mode of each entry under umask %d', (mask) => {
    const before = process.umask(mask);
    writeRootfs(target, entries);
    process.umask(before);
    expect(list()).toEqual(['1777 d tmp>', '644 f etc/group>', '755 d etc>', '777 l lib>usr/lib']);
  });

  it('replaces the old folder as a whole', () => {
    writeRootfs(target, [{ path: 'only', type: 'directory', mode: 0o755 }]);
    expect(list()).toEqual(['755 d only>']);
  });

  it('keeps the old folder and leaves nothing else when it fails half-way', () => {
    const broken: TarEntry = { path: 'missing-parent/file', type: 'file', mode: 0o644 };
    expect(() => {
      writeRootfs(target, [...entries, broken]);
    }).toThrow('ENOENT');
    expect(list()).toEqual(['755 d only>']);
    expect(readdirSync(folder)).toEqual(['rootfs']);
  });
});
