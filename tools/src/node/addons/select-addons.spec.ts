import { join } from 'node:path';
import { renderTinyElf, type TinyElf } from '../../formats/elf/tiny-elf.fixture.ts';
import { parsePack } from '../../formats/pack/parse-pack.ts';
import { renderPack, type PackedLink } from '../../formats/pack/render-pack.ts';
import { readLockedLibraries } from '../libraries/read-locked-libraries.ts';
import { selectAddons } from './select-addons.ts';

const toolsFolder = join(import.meta.dirname, '../../..');

type Files = Readonly<Record<string, TinyElf | PackedLink | string>>;

function pack(files: Files): Buffer {
  const entries = Object.entries(files).map(([path, file]) => {
    if (typeof file === 'object' && 'linkTarget' in file) return [path, file] as const;
    const bytes = typeof file === 'string' ? Buffer.from(file) : renderTinyElf(file);
    return [path, bytes] as const;
  });
  return renderPack(new Map<string, Uint8Array | PackedLink>(entries));
}

const select = (files: Files, machine: 'x86-64' | 'aarch64' = 'x86-64') =>
  selectAddons(pack(files), machine, toolsFolder);
const pathsOf = (bytes: Uint8Array): readonly string[] => parsePack(bytes).map(({ path }) => path);

const addon: TinyElf = { needed: ['libc.so.6', 'librt.so.1', 'libresolv.so.2'] };
const foreign: TinyElf = { machine: 'aarch64', needed: ['libc.so.6'] };
const vips = 'node_modules/@img/vips/lib/libvips-cpp.so.8';
const image = 'node_modules/@img/sharp/lib/sharp.node';

describe('selectAddons()', () => {
  it('returns a pack without shared objects as it is', () => {
    const files = pack({ 'views/a.ejs': 'a', 'lib.node': '#!/bin/sh', 'x.so.1': 'text' });
    expect(selectAddons(files, 'x86-64', toolsFolder)).toEqual({ files, addons: [] });
    expect(selectAddons(files, 'x86-64', toolsFolder).files).toBe(files);
  });

  it('plans a memory file for each addon, with a name that fits the table of the stub', () => {
    const long = `node_modules/b/${'x'.repeat(60)} ä.node`;
    expect(select({ 'node_modules/a/a.node': addon, [long]: addon }).addons).toEqual([
      { path: 'node_modules/a/a.node', memoryFile: 'addon:0:a.node', libraries: [] },
      { path: long, memoryFile: `addon:1:${'x'.repeat(39)}`, libraries: [] },
    ]);
  });

  it('drops the shared objects of the other processor, and nothing else', () => {
    const files = {
      'node_modules/a/prebuilds/linux-arm64/a.node': foreign,
      'node_modules/a/prebuilds/linux-x64/a.node': addon,
      'node_modules/a/readme.so': 'text',
    };
    const own = select(files);
    expect(pathsOf(own.files)).toEqual(Object.keys(files).slice(1));
    expect(own.addons.map(({ path }) => path)).toEqual([Object.keys(files)[1]]);
    expect(pathsOf(select(files, 'aarch64').files)).toEqual([
      'node_modules/a/prebuilds/linux-arm64/a.node',
      'node_modules/a/readme.so',
    ]);
  });

  it('follows the symlinks of pnpm to the libraries beside an addon, and keeps them', () => {
    const store = 'node_modules/.pnpm';
    const sharp = `${store}/sharp/node_modules/@img/sharp/lib/sharp.node`;
    const beside = `${store}/vips/node_modules/@img/vips/lib/libvips-cpp.so.8`;
    const link = `${store}/sharp/node_modules/@img/vips`;
    const own = select({
      [sharp]: { needed: ['libvips-cpp.so.8'], rpath: '$ORIGIN/../../vips/lib' },
      [link]: { linkTarget: '../../../vips/node_modules/@img/vips' },
      [beside]: { soname: 'libvips-cpp.so.8', needed: [] },
      'node_modules/a/a.node': addon,
      'node_modules/a/arm64.node': foreign,
    });
    const planned = own.addons.find(({ path }) => path === sharp);
    expect(planned?.libraries.map(({ path }) => path)).toEqual([beside]);
    expect(pathsOf(own.files)).not.toContain('node_modules/a/arm64.node');
    expect(parsePack(own.files).find(({ path }) => path === link)?.linkTarget).toBe(
      '../../../vips/node_modules/@img/vips',
    );
  });

  it.each([
    ['DT_RPATH', { rpath: '/build/lib:$ORIGIN/../../vips/lib' }],
    ['DT_RUNPATH', { runpath: '${ORIGIN}/../../vips/lib/' }],
  ])('finds the libraries beside an addon by %s, those that others need first', (_, paths) => {
    const { addons } = select({
      [image]: { needed: ['libvips-cpp.so.8', 'libc.so.6'], ...paths },
      [vips]: { soname: 'libvips-cpp.so.8', needed: ['libglib.so.2'], runpath: '$ORIGIN' },
      'node_modules/@img/vips/lib/libglib.so.2': { soname: 'libglib.so.2', needed: [] },
      'node_modules/other/libunused.so': { needed: ['libcuda.so.1'] },
    });
    expect(addons.map(({ path }) => path)).toEqual([image]);
    expect(addons[0]?.libraries.map(({ path }) => path)).toEqual([
      'node_modules/@img/vips/lib/libglib.so.2',
      vips,
    ]);
  });

  it('plans one memory file for a library that two addons need', () => {
    const paths = { needed: ['libvips-cpp.so.8'], rpath: '$ORIGIN/../../vips/lib' };
    const { addons } = select({
      [image]: paths,
      [image.replace('sharp.node', 'second.node')]: paths,
      [vips]: { soname: 'libvips-cpp.so.8' },
    });
    const [first, second] = addons.map(({ libraries }) => libraries);
    expect(first).toHaveLength(1);
    expect(second).toEqual(first);
  });

  it('lets libraries search the DT_RPATH of what loads them, but not its DT_RUNPATH', () => {
    const files = (paths: object): Files => ({
      'a/a.node': { needed: ['libone.so'], ...paths },
      'a/lib/libone.so': { soname: 'libone.so', needed: ['libtwo.so'] },
      'a/lib/libtwo.so': { soname: 'libtwo.so' },
    });
    expect(select(files({ rpath: '$ORIGIN/lib' })).addons[0]?.libraries).toHaveLength(2);
    expect(() => select(files({ runpath: '$ORIGIN/lib' }))).toThrow(
      /^Cannot load the native addon "a\/a\.node": "a\/lib\/libone\.so", which it loads, needs "libtwo\.so"/,
    );
  });
});

describe('selectAddons() rejects', () => {
  it('an addon whose library is missing', () => {
    expect(() => select({ 'node_modules/d/d.node': { needed: ['libddwaf.so'] } })).toThrow(
      'Cannot load the native addon "node_modules/d/d.node": it needs "libddwaf.so", which is neither in the runtime nor in a folder that the file names by $ORIGIN; install the package that brings this library, or, if the program runs without the addon, list its package in "omit" of "tscratch" in package.json',
    );
  });

  it('a library whose own name is another', () => {
    const files = { 'a/a.node': { needed: ['libone.so'], rpath: '$ORIGIN' }, 'a/libone.so': {} };
    expect(() => select(files)).toThrow(
      /^Cannot use "a\/libone\.so" as "libone\.so", needed by "a\/a\.node": its DT_SONAME is ""/,
    );
  });

  it('an addon that needs a newer C library', () => {
    const elf = readLockedLibraries(join(toolsFolder, 'libraries'), 'x86-64').find(
      'libatomic.so.1',
    );
    const bytes = Buffer.from(elf?.bytes ?? []);
    const path = 'node_modules/new/new.node';
    const packOf = (content: Buffer) => renderPack(new Map([[path, content]]));
    expect(selectAddons(packOf(bytes), 'x86-64', toolsFolder).addons).toHaveLength(1);
    bytes.set(Buffer.from('\0GLIBC_9.2.5\0'), bytes.indexOf('\0GLIBC_2.2.5\0'));
    expect(() => selectAddons(packOf(bytes), 'x86-64', toolsFolder)).toThrow(
      `Cannot load "${path}" of the app: it needs GLIBC_9.2.5 of "libc.so.6", which has no such version; choose a release of its package that runs on Debian 12, or compile it there`,
    );
  });

  const platforms = {
    'node_modules/@x/argon/package.json': JSON.stringify({
      name: '@x/argon',
      optionalDependencies: {
        '@x/argon-linux-x64-gnu': '2.0.0',
        '@x/argon-linux-arm64-gnu': '2.0.0',
        '@x/argon-linux-arm64-musl': '2.0.0',
        '@x/argon-darwin-arm64': '2.0.0',
      },
    }),
    'node_modules/@x/argon-linux-x64-gnu/argon.node': addon,
  };

  it('an app whose packages have addons for another processor only', () => {
    expect(() => select(platforms, 'aarch64')).toThrow(
      'Cannot build for linux-arm64: the package "@x/argon" has no native addon for it; run: npm install --no-save --force @x/argon-linux-arm64-gnu@2.0.0, or, if the program runs without',
    );
    const path = 'node_modules/a/node_modules/b/prebuilds/linux-x64/b.node';
    expect(() => select({ [path]: addon }, 'aarch64')).toThrow(
      'Cannot build for linux-arm64: the package "b" has no native addon for it; install it on such a machine, or',
    );
  });

  it('no such app if the packages of both processors are installed', () => {
    const both = { ...platforms, 'node_modules/@x/argon-linux-arm64-gnu/argon.node': foreign };
    expect(select(both, 'aarch64').addons.map(({ path }) => path)).toEqual([
      'node_modules/@x/argon-linux-arm64-gnu/argon.node',
    ]);
    expect(select(both).addons).toHaveLength(1);
  });
});
