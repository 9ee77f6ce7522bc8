import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { renderPack } from '../formats/pack/render-pack.ts';
import { findProcessor } from '../formats/processor.ts';
import { runPrograms } from '../host/run-programs.ts';
import { buildAppFile } from '../app/code-cache/build-app-file.ts';
import { buildExecutable } from '../node/runtime/build-executable.ts';
import { findNode } from '../node/runtime/find-node.ts';
import { PROGRAM } from '../node/runtime/layout.ts';
import { canUnshare, whenCompiled } from '../node/self-contained/programs/programs.fixture.ts';
import { compilerFor } from '../node/self-contained/stub/build-stub.ts';
import { buildBinary } from './binary/build-binary.ts';
import { planAppFiles } from './image/plan-app-files.ts';

const SOURCES = join(import.meta.dirname, 'native');
const { path: nodePath } = findNode(join(import.meta.dirname, '../../..'), process.arch);
const { machine } = findProcessor(process.arch);
const headers = join(dirname(nodePath), '../include/node');

const whenUnshared = canUnshare ? whenCompiled : describe.skip;

whenUnshared('an app with native addons', () => {
  const folder = mkdtempSync(join(tmpdir(), 'addons-'));
  const inFolder = (name: string): string => join(folder, name);
  const bundlePath = inFolder('bundle/main.cjs');
  const parts = { nodePath, bundlePath, sbom: Buffer.from('{}'), warmUp: undefined };

  function compile(name: string, options: readonly string[]): void {
    const output = inFolder(`bundle/node_modules/native/${name}`);
    mkdirSync(dirname(output), { recursive: true });
    const args = ['-shared', '-fPIC', '-O1', `-I${headers}`, '-o', output, ...options];
    runPrograms([{ command: compilerFor(machine), args, cwd: SOURCES }], process.env);
  }

  function writePack(): void {
    const paths = ['build/addon.node', 'build/broken.node', 'lib/libbeside.so.1'];
    const files = paths.map((path) => `node_modules/native/${path}`);
    const pack = files.map((path) => [path, readFileSync(inFolder(`bundle/${path}`))] as const);
    writeFileSync(inFolder('bundle/files.pack'), renderPack(new Map(pack)));
  }

  /** Makes a root in which a program finds the traces of a machine with musl. */
  function prepareRoot(root: string): void {
    for (const name of ['proc', 'etc', 'usr/bin']) mkdirSync(join(root, name), { recursive: true });
    writeFileSync(join(root, 'etc/alpine-release'), '3.23.0\n');
    writeFileSync(join(root, 'usr/bin/ldd'), '#!/bin/sh\n# musl libc\n');
  }

  function writeAppLayer(root: string): void {
    const sbom = { document: parts.sbom, licences: new Map<string, Buffer>() };
    const run = { user: { uid: 0, gid: 0 }, volumes: [] };
    const app = buildAppFile(bundlePath, machine, undefined);
    for (const { path, type, bytes, mode } of planAppFiles({ ...app, sbom }, run)) {
      const target = join(root, path);
      if (type === 'directory') mkdirSync(target, { recursive: true });
      else writeFileSync(target, bytes ?? '');
      chmodSync(target, mode);
    }
  }

  // The root becomes read-only; only this process sees the mounts, which end with it.
  const SCRIPT = `mount --bind "$0" "$0" && mount -t proc proc "$0/proc" && mount -o remount,bind,ro "$0" &&
    exec chroot --userspec=65532:65532 "$0" "$@"`;
  function run(root: string, ...command: string[]) {
    const args = ['--mount', 'sh', '-c', SCRIPT, inFolder(root), ...command];
    const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
    const { stdout, stderr, status } = spawnSync('unshare', args, { encoding: 'utf8', env });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    return JSON.parse(stdout) as object;
  }

  beforeAll(async () => {
    compile('lib/libbeside.so.1', ['beside.c', '-Wl,-soname,libbeside.so.1']);
    const library = inFolder('bundle/node_modules/native/lib/libbeside.so.1');
    compile('build/addon.node', ['addon.c', library, '-Wl,-rpath,$ORIGIN/../lib']);
    compile('build/broken.node', ['broken.c', '-Wl,-z,now']);
    copyFileSync(join(SOURCES, 'app.cjs'), bundlePath);
    writePack();
    mkdirSync(inFolder('binary'));
    await buildBinary(inFolder('binary/program'), parts);
    buildExecutable(inFolder(`image/${PROGRAM}`), { nodePath });
    writeAppLayer(inFolder('image'));
    for (const root of ['binary', 'image']) prepareRoot(inFolder(root));
    chmodSync(folder, 0o755);
  }, 120_000);

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const expected = {
    answers: Array.from({ length: 13 }, () => 42),
    loads: [1, 2, 3, 4, 5, 6],
    platform: `linux-${process.arch}`,
  };

  it('loads them without a disk in a host binary, in all threads, whatever C library the machine has', () => {
    const report = run('binary', '/program');
    expect(report).toMatchObject({
      ...expected,
      broken:
        'ERR_DLOPEN_FAILED: /dev/null/vfs/1/node_modules/native/build/broken.node: undefined symbol: nobody_has_this',
      libc: { glibc: '2.36', alpine: false, ldd: 'ENOENT' },
    });
  });

  it('loads them from files in an image', () => {
    expect(run('image', `/${PROGRAM}`)).toMatchObject({
      ...expected,
      broken:
        'ERR_DLOPEN_FAILED: /app/node_modules/native/build/broken.node: undefined symbol: nobody_has_this',
      libc: { glibc: '2.36' },
    });
  });

  it('has the same bytes each time', async () => {
    await buildBinary(inFolder('again'), parts);
    const [first, second] = ['binary/program', 'again'].map((name) => readFileSync(inFolder(name)));
    expect(first?.equals(second ?? Buffer.of())).toBe(true);
  }, 60_000);
});
