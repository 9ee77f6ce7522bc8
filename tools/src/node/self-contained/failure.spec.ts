import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { parseSections } from '../../formats/elf/parse-sections.ts';
import {
  canUnshare,
  hasProgram,
  readProgram,
  run,
  useProbe,
  whenCompiled,
} from './programs/programs.fixture.ts';

const whenRoot = process.getuid?.() === 0 ? it : it.skip;
const whenTraced = hasProgram('strace') ? it : it.skip;
const NOBODY = 65534;

whenCompiled('a self-contained executable that cannot start', () => {
  const { folder, probe, inherited } = useProbe();
  const failure = (text: string) => ({
    stdout: '',
    stderr: `Cannot start ${text}\n`,
    status: 127,
  });

  whenRoot('refuses to start or to probe set-user-ID', () => {
    const privileged = join(folder, 'privileged');
    copyFileSync(probe, privileged);
    chmodSync(privileged, 0o4755);
    const args = ['--probe', 'http://unix:/absent:/'];
    expect(run(privileged, args, { uid: NOBODY })).toMatchObject(
      failure(
        `"${privileged}": it is set-user-ID, set-group-ID or has file capabilities; remove them (chmod ug-s, setcap -r) and grant rights from outside, as by AmbientCapabilities= of systemd`,
      ),
    );
  });

  whenRoot('reports a file that may be executed but not read', () => {
    const hidden = join(folder, 'hidden');
    copyFileSync(probe, hidden);
    chmodSync(hidden, 0o711);
    expect(run(hidden, [], { uid: NOBODY })).toMatchObject(
      failure(
        `"${hidden}": it cannot open its own file (EACCES, errno 13); mount proc on /proc and make the file readable`,
      ),
    );
  });

  it('reports a file that was cut within its libraries', () => {
    const cut = join(folder, 'cut');
    copyFileSync(probe, cut);
    const libc = readFileSync(probe).length - 1_000_000;
    truncateSync(cut, libc);
    expect(run(cut, [])).toMatchObject(
      failure(`"${cut}": its file ends within libc.so.6; copy the file again`),
    );
  });

  it('reports a file whose libraries a tool has moved', () => {
    const moved = join(folder, 'moved');
    const bytes = readFileSync(probe);
    const libc = parseSections(readProgram(probe)).find(({ name }) => name.endsWith('.libc.so.6'));
    bytes.fill(0, libc?.offset, (libc?.offset ?? 0) + 4);
    writeFileSync(moved, bytes, { mode: 0o755 });
    expect(run(moved, [])).toMatchObject(
      failure(
        `"${moved}": its file was changed, and no longer contains libc.so.6; copy the original again`,
      ),
    );
  });

  it('shortens a path that is too long for the line to its last 200 bytes', () => {
    const long = join(folder, 'd'.repeat(250));
    mkdirSync(long);
    const path = join(long, 'probe');
    copyFileSync(probe, path);
    truncateSync(path, readFileSync(probe).length - 1_000_000);
    expect(run(path, [])).toMatchObject(
      failure(`"${path.slice(-200)}": its file ends within libc.so.6; copy the file again`),
    );
  });

  it.each([
    ['-n 31', 'it may open fewer than 32 files; raise the limit (ulimit -n, LimitNOFILE=)'],
    [
      '-v 3145727',
      'its address space is limited to less than 3 GiB; raise the limit (ulimit -v, LimitAS=); limit memory by the cgroup (MemoryMax=)',
    ],
    [
      '-d 1572863',
      'its data is limited to less than 1.5 GiB; raise the limit (ulimit -d, LimitDATA=); limit memory by the cgroup (MemoryMax=)',
    ],
    [
      '-s 1023',
      'its stack is limited to less than 1 MiB; raise the limit (ulimit -s, LimitSTACK=)',
    ],
    [
      '-f 2000',
      'cannot copy (sendfile) libc.so.6 (EFBIG, errno 27); raise the limit of file sizes (ulimit -f, LimitFSIZE=)',
    ],
  ])('reports ulimit %s', (limit, text) => {
    const args = ['-c', `ulimit ${limit}; exec "$0"`, probe];
    expect(run('/bin/sh', args)).toMatchObject(failure(`"${probe}": ${text}`));
  });

  it.each(['-n 32', '-v 3145728', '-d 1572864', '-s 1024', '-f 5000'])(
    'but starts with ulimit %s',
    (limit) => {
      const args = ['-c', `ulimit ${limit}; exec "$0" exit 0`, probe];
      expect(run('/bin/sh', args)).toMatchObject({ stdout: '', stderr: '', status: 0 });
    },
  );

  const knowsNoexec = existsSync('/proc/sys/vm/memfd_noexec') && canUnshare ? it : it.skip;

  knowsNoexec.each([
    ['starts', 1, { stdout: 'entry 1\nsecure 0\naligned 1\n', stderr: '', status: 0 }],
    [
      'reports it',
      2,
      failure(
        `"${probe}": no memory file (memfd_create) for libc.so.6 (EACCES, errno 13); set sysctl vm.memfd_noexec to 0 or 1`,
      ),
    ],
  ])('%s if vm.memfd_noexec is %d', (_, value, expected) => {
    const script = `echo ${value} > /proc/sys/vm/memfd_noexec && exec "$0" start`;
    const options = ['--pid', '--fork', '--mount-proc']; // the setting belongs to the namespace
    const env = { PATH: '/usr/bin:/bin' };
    expect(run('unshare', [...options, 'sh', '-c', script, probe], { env })).toMatchObject(
      expected,
    );
  });

  describe('if a system call fails', () => {
    const runInjected = (inject: string, args: readonly string[] = []) => {
      const log = join(folder, 'strace.log');
      const options = ['--quiet=all', `--output=${log}`, `--inject=${inject}`];
      return run('strace', [...options, probe, ...args]);
    };
    whenTraced.each([
      [
        'memfd_create:error=EACCES',
        'no memory file (memfd_create) for libc.so.6 (EACCES, errno 13); set sysctl vm.memfd_noexec to 0 or 1',
      ],
      [
        'memfd_create:error=ENOSYS',
        'no memory file (memfd_create) for libc.so.6 (ENOSYS, errno 38); use Linux 3.17 or later',
      ],
      [
        'memfd_create:error=EPERM',
        'no memory file (memfd_create) for libc.so.6 (EPERM, errno 1); allow memfd_create in the seccomp profile',
      ],
      [
        'memfd_create:error=EMFILE',
        'no memory file (memfd_create) for libc.so.6 (EMFILE, errno 24); raise the limit of open files (ulimit -n, LimitNOFILE=, fs.file-max)',
      ],
      [
        'sendfile:error=EIO',
        'cannot copy (sendfile) libc.so.6 (EIO, errno 5); give it more memory and check the disk of the file',
      ],
      [
        'openat:error=EMFILE:when=1',
        'it cannot open its own file (EMFILE, errno 24); raise the limit of open files (ulimit -n, LimitNOFILE=)',
      ],
    ])('%s', (inject, text) => {
      expect(runInjected(inject)).toMatchObject(failure(`"${probe}": ${text}`));
    });

    whenTraced.each([
      ['a kernel before 6.3 does not know MFD_EXEC', 'memfd_create:error=EINVAL:when=1'],
      ['/proc has no link to the file', 'openat:error=ENOENT:when=1'],
    ])('but starts if %s', (_, inject) => {
      expect(runInjected(inject, ['descriptors'])).toMatchObject({
        stdout: inherited(),
        stderr: '',
        status: 0,
      });
    });
  });
});
