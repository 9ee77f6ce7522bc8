import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveLibraries } from '../libraries/resolve-libraries.ts';
import { readLockedLibraries } from '../libraries/read-locked-libraries.ts';
import {
  HOST_MACHINE as machine,
  TOOLS_FOLDER,
  canUnshare,
  compile,
  readProgram,
  run,
  useProbe,
  whenCompiled,
} from './programs/programs.fixture.ts';

const whenUnshared = canUnshare ? whenCompiled : describe.skip;

whenUnshared('a self-contained executable in its own root', () => {
  const { folder, dynamic, probe, inherited } = useProbe();
  const root = join(folder, 'root');
  const libraries = join(root, 'lib', 'x86_64-linux-gnu');
  const inRoot = (args: readonly string[], { proc }: { proc: boolean }) => {
    const mount = proc ? 'mount -t proc proc "$0/proc" && ' : '';
    const script = `${mount}exec chroot "$0" "$@"`;
    const env = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
    return run('unshare', ['--mount', 'sh', '-c', script, root, ...args], { env });
  };
  beforeAll(() => {
    mkdirSync(join(root, 'proc'), { recursive: true });
    copyFileSync(probe, join(root, 'probe'));
  });

  it('runs with nothing but itself and /proc', () => {
    expect(inRoot(['/probe', 'descriptors'], { proc: true })).toMatchObject({
      stdout: inherited(),
      stderr: '',
      status: 0,
    });
  });

  it('says what to do without /proc', () => {
    expect(inRoot(['/probe'], { proc: false })).toMatchObject({
      stdout: '',
      stderr:
        'Cannot start "/probe": there is no /proc/self/fd/4 (ENOENT, errno 2); mount proc on /proc\n',
      status: 127,
    });
  });

  describe('on a foreign host', () => {
    beforeAll(() => {
      for (const path of ['etc', 'lib/x86_64-linux-gnu', 'usr/lib', 'lib64'])
        mkdirSync(join(root, path), { recursive: true });
      const options = ['-shared', '-fpic'];
      const intruder = join(root, 'usr/lib/libnss_intruder.so.2');
      compile({ machine, source: 'intruder.c', output: intruder, options });
      copyFileSync(intruder, join(libraries, 'libnss_intruder.so.2'));
      writeFileSync(join(root, 'etc/ld.so.preload'), '/usr/lib/libnss_intruder.so.2\n');
      writeFileSync(join(root, 'etc/nsswitch.conf'), 'hosts: intruder files\n');
      writeFileSync(join(root, 'etc/hosts'), '192.0.2.1 somewhere\n');
      copyFileSync(dynamic, join(root, 'dynamic'));
      const locked = readLockedLibraries(join(TOOLS_FOLDER, 'libraries'), machine);
      const resolved = resolveLibraries(readProgram(dynamic), locked);
      for (const { name, elf } of resolved.libraries)
        writeFileSync(join(libraries, name), elf.bytes);
      const { name, elf } = resolved.dynamicLoader;
      writeFileSync(join(root, 'lib64', name), elf.bytes, { mode: 0o755 });
    });

    it('does not load libraries of ld.so.preload, unlike the dynamic program', () => {
      const args = ['arguments', 'one'];
      expect(inRoot(['/dynamic', ...args], { proc: true }).stdout).toMatch(/^intruder\n/);
      expect(inRoot(['/probe', ...args], { proc: true })).toMatchObject({
        stdout: '/probe\narguments\none\n',
        stderr: '',
      });
    });

    it('skips a name service that it does not have', () => {
      writeFileSync(join(root, 'etc/ld.so.preload'), '');
      const args = ['look-up', 'somewhere'];
      expect(inRoot(['/dynamic', ...args], { proc: true }).stdout).toBe('intruder\nfound\n');
      expect(inRoot(['/probe', ...args], { proc: true }).stdout).toBe('found\n');
    });

    it('finds no library of the host by name', () => {
      const args = ['load', 'libnss_intruder.so.2'];
      expect(inRoot(['/dynamic', ...args], { proc: true }).stdout).toBe('intruder\nloaded\n');
      expect(inRoot(['/probe', ...args], { proc: true }).stdout).toMatch(
        /^libnss_intruder.so.2: cannot open shared object file: No such file or directory\n$/,
      );
    });
  });
});
