import type { Elf } from '../elf/elf.ts';
import { planRootfs } from './plan-rootfs.ts';

const elf = (path: string, text: string): Elf => ({
  path,
  bytes: Buffer.from(text),
  machine: 'x86-64',
  type: 'DYN',
  entryAddress: 0,
  segments: [],
  interpreter: undefined,
  needed: [],
  soname: undefined,
});

describe('planRootfs()', () => {
  const entries = planRootfs({
    executable: { ...elf('/build/server', 'program'), interpreter: '/lib64/ld.so.2' },
    closure: {
      dynamicLoader: { name: 'ld.so.2', elf: elf('/usr/lib/x/ld.so.2', 'loader') },
      libraries: [{ name: 'libc.so.6', elf: elf('/lib/x/libc.so.6', 'libc') }],
    },
  });
  const show = (path: string) => {
    const { mode, bytes } = entries.find((entry) => entry.path === path) ?? {};
    return [mode?.toString(8), bytes === undefined ? undefined : Buffer.from(bytes).toString()];
  };

  it('puts the loader where the program names it and libraries where they were found', () => {
    expect(show('server')).toEqual(['755', 'program']);
    expect(show('lib64/ld.so.2')).toEqual(['755', 'loader']);
    expect(show('lib/x/libc.so.6')).toEqual(['755', 'libc']);
  });

  it('has a folder entry for each parent, a writable /tmp, the account, and nothing else', () => {
    expect(entries.map(({ path, mode }) => `${mode.toString(8)} ${path}`).toSorted()).toEqual([
      '1777 tmp',
      '644 etc/group',
      '644 etc/passwd',
      '755 etc',
      '755 lib',
      '755 lib/x',
      '755 lib/x/libc.so.6',
      '755 lib64',
      '755 lib64/ld.so.2',
      '755 server',
    ]);
  });
});
