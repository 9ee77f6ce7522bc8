import { join } from 'node:path';
import { readLibraryLock } from '../../node/libraries/read-locked-libraries.ts';
import { workspacePath } from '../../../testing/workspace.ts';
import { planLibraryParts, SOURCE_PACKAGES } from './plan-library-parts.ts';

const lock = readLibraryLock(join(workspacePath, 'tools/libraries'));

describe('planLibraryParts()', () => {
  const parts = planLibraryParts(lock, 'amd64');

  it('has a part for each Debian package, with its files inside', () => {
    expect(parts.map(({ name, parts: files }) => [name, files?.map((file) => file.name)])).toEqual([
      [
        'libc6',
        [
          'ld-linux-x86-64.so.2',
          'libc.so.6',
          'libdl.so.2',
          'libm.so.6',
          'libpthread.so.0',
          'libresolv.so.2',
          'librt.so.1',
        ],
      ],
      ['libatomic1', ['libatomic.so.1']],
      ['libgcc-s1', ['libgcc_s.so.1']],
      ['libstdc++6', ['libstdc++.so.6']],
    ]);
  });

  it('names a package like Debian and scanners', () => {
    const version = lock.libraries.find((library) => library.package === 'libc6')?.version ?? '';
    expect(parts[0]).toMatchObject({
      licence: 'LGPL-2.1-or-later',
      purl: `pkg:deb/debian/libc6@${encodeURIComponent(version)}?arch=amd64&distro=debian-12&upstream=glibc`,
    });
  });

  it('has the digest of each file that is embedded', () => {
    const { sha256 } = lock.libraries.find(({ name }) => name === 'libc.so.6') ?? {};
    expect(parts[0]?.parts?.[1]?.hashes).toEqual({ 'SHA-256': sha256 });
  });

  it('omits libraries that only the tools or another processor need', () => {
    const names = parts.flatMap((part) => part.parts ?? []).map(({ name }) => name);
    expect(names).not.toContain('libutil.so.1');
    expect(names).not.toContain('ld-linux-aarch64.so.1');
  });
});

describe('SOURCE_PACKAGES', () => {
  it.each(lock.libraries.map((library) => library.package))('finds the source of %s', (name) => {
    expect(SOURCE_PACKAGES).toHaveProperty([name]);
  });
});
