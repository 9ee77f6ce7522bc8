import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWith } from '@tscratch/tools/testing/describe-with';
import { runProgram, tryProgram } from '@tscratch/tools/testing/program';
import { askProgram, endProgram, startProgram, type HostProgram } from './host-program.ts';
import { makeRoot, type Root } from './root.ts';

const mayMount = {
  found: tryProgram('unshare', ['--mount', 'true']).exitCode === 0,
  reason: 'only root may mount and change its root',
};
const ALIVE = /^tscratch is alive and the time is /;

describeWith(mayMount, 'the program in a separate root file system', () => {
  let root: Root;
  let program: HostProgram | undefined;
  const PATH = process.env['PATH'];

  async function start(environment: NodeJS.ProcessEnv = {}): Promise<HostProgram> {
    const { command } = root;
    program = await startProgram({ command, environment: { PATH, ...environment } });
    return program;
  }
  beforeEach(() => {
    root = makeRoot();
    chmodSync(root.path, 0o755); // mkdtemp(3) makes it 0700
  });
  afterEach(() => {
    program?.child.kill('SIGKILL');
    root.remove();
  });

  it('answers with nothing but itself and /proc, and leaves nothing behind', async () => {
    const started = await start();
    expect(await askProgram(started)).toMatch(ALIVE);
    expect(await endProgram(started, 'SIGTERM')).toEqual({ exitCode: 0, signal: null });
    expect(readdirSync(root.path)).toEqual(['proc', 'server-vps']);
  });

  it('maps no library of the host, whatever the environment names', async () => {
    const library = findLibrary();
    for (const path of [library, '/other/libc.so.6', '/usr/lib/libnss_intruder.so.2'])
      root.write(path, readFileSync(library));
    root.write('/etc/ld.so.preload', `${library}\n`);
    root.write('/etc/nsswitch.conf', 'passwd: intruder files\nhosts: intruder files\n');
    const started = await start({ LD_PRELOAD: library, LD_LIBRARY_PATH: '/other' });
    expect(await askProgram(started)).toMatch(ALIVE);
    expect(findMappedFiles(started)).toEqual([join(root.path, 'server-vps')]);
  });

  it('reads no openssl.cnf of the host, unlike a plain Node', async () => {
    const broken = 'nodejs_conf = settings\n[settings]\nproviders = none\n';
    for (const folder of ['/etc/ssl', '/usr/lib/ssl', '/usr/local/ssl', ''])
      root.write(`${folder}/openssl.cnf`, broken);
    const path = `${root.path}/openssl.cnf`;
    const plain = tryProgram(process.execPath, ['--eval', ''], { env: { OPENSSL_CONF: path } });
    expect(plain.stderr).toContain('OpenSSL configuration error');
    expect(await askProgram(await start({ OPENSSL_CONF: '/openssl.cnf' }))).toMatch(ALIVE);
  });

  /** Path of a host library that the program also contains, as a plain program finds it. */
  function findLibrary(): string {
    const maps = runProgram('cat', ['/proc/self/maps']);
    const [, path] = /(\/\S+\/libc\.so\.6)$/m.exec(maps) ?? [];
    if (path === undefined)
      throw new Error('Cannot find libc.so.6 in the maps of cat: expected a host with glibc');
    return path;
  }

  /** Files that a program has mapped, proc_pid_maps(5); memory files have no path outside it. */
  function findMappedFiles({ child }: HostProgram): readonly string[] {
    const maps = readFileSync(`/proc/${String(child.pid)}/maps`, 'utf8');
    const paths = [...maps.matchAll(/^.* (\/.*)$/gm)].map(([, path]) => path ?? '');
    return [...new Set(paths)].filter((path) => !path.startsWith('/memfd:'));
  }
});
