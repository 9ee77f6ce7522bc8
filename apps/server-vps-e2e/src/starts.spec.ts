import { mkdtempSync, readdirSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askProgram, endProgram, startProgram, type HostProgram } from './host-program.ts';
import { binaryPath } from './workspace.ts';

const WELL = { text: expect.stringMatching(/^tscratch is alive/) as string, exitCode: 0 };

describe('starts of the program', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'starts-')));
  const start = () => startProgram({ cwd: folder, environment: { HOME: folder, TMPDIR: folder } });

  async function askAndEnd(program: HostProgram) {
    try {
      const text = await askProgram(program);
      const { exitCode } = await endProgram(program, 'SIGTERM');
      return { text, exitCode };
    } finally {
      program.child.kill('SIGKILL'); // in case it did not exit
    }
  }

  /** Resources of this process and its children that a start could leak. */
  const findTraces = () => ({
    descriptors: listDescriptors('self').length,
    memoryFiles: listDescriptors('self').filter((target) => target.startsWith('/memfd:')),
    processes: listProcesses(folder),
    files: readdirSync(folder),
  });

  let before: ReturnType<typeof findTraces>;
  beforeAll(async () => {
    await askAndEnd(await start()); // opens what this process keeps open
    before = findTraces();
  });
  afterEach(() => {
    expect(findTraces()).toEqual(before);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('all answer, exit with 0 and leak nothing: 1,000 starts, two at a time, in about a minute', async () => {
    const runRow = async () => {
      for (let count = 0; count < 500; count++)
        expect(await askAndEnd(await start())).toEqual(WELL);
    };
    await Promise.all([runRow(), runRow()]);
  }, 600_000);

  it('all answer, exit with 0 and leak nothing: 100 at once', async () => {
    const programs = await Promise.all(Array.from({ length: 100 }, start));
    for (const { child } of programs)
      expect(listDescriptors(String(child.pid)).filter((path) => path.includes('memfd'))).toEqual(
        [],
      );
    const answers = await Promise.all(programs.map(askAndEnd));
    expect(answers).toEqual(programs.map(() => WELL));
  }, 120_000);
});

/** Targets of the descriptors of a process, proc_pid_fd(5). */
function listDescriptors(pid: string): readonly string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((name) => readLink(join(folder, name)) ?? []);
}

/** All processes that run the program in a folder; tests of another project may run it in theirs. */
function listProcesses(folder: string): readonly string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter(
    (pid) => readLink(`/proc/${pid}/exe`) === binaryPath && readLink(`/proc/${pid}/cwd`) === folder,
  );
}

/** Undefined if the process has exited or belongs to another user. */
function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
