import { mkdtempSync, readdirSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askProgram, endProgram, startProgram, type HostProgram } from './host-program.ts';
import { binaryPath } from './workspace.ts';

const WELL = { text: expect.stringMatching(/^tscratch is alive/) as string, exitCode: 0 };

/** Starts the program in a folder of its own, and compares what is left behind. */
export interface Starts {
  readonly start: () => Promise<HostProgram>;
  /** Requires that a program answers and exits with 0. */
  readonly askAndEnd: (program: HostProgram) => Promise<void>;
}

/** Declares tests of starts. After each, nothing of a start may be left that was not there before. */
export function describeStarts(name: string, tests: (starts: Starts) => void): void {
  describe(name, () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'starts-')));
    const start = () =>
      startProgram({ cwd: folder, environment: { HOME: folder, TMPDIR: folder } });
    let before: ReturnType<typeof findTraces>;
    beforeAll(async () => {
      await askAndEnd(await start()); // opens what this process keeps open
      before = findTraces(folder);
    });
    afterEach(() => {
      expect(findTraces(folder)).toEqual(before);
    });
    afterAll(() => {
      rmSync(folder, { recursive: true });
    });
    tests({ start, askAndEnd });
  });
}

async function askAndEnd(program: HostProgram): Promise<void> {
  try {
    const text = await askProgram(program);
    const { exitCode } = await endProgram(program, 'SIGTERM');
    expect({ text, exitCode }).toEqual(WELL);
  } finally {
    program.child.kill('SIGKILL'); // in case it did not exit
  }
}

/** Starts programs, two at a time. */
export async function startInTwoRows(count: number, { start, askAndEnd }: Starts): Promise<void> {
  const runRow = async () => {
    for (let started = 0; started < count / 2; started++) await askAndEnd(await start());
  };
  await Promise.all([runRow(), runRow()]);
}

/** Resources of this process and its children that a start in a folder could leak. */
function findTraces(folder: string) {
  return {
    descriptors: listDescriptors('self').length,
    memoryFiles: listDescriptors('self').filter((target) => target.startsWith('/memfd:')),
    processes: listProcesses(folder),
    files: readdirSync(folder),
  };
}

/** Targets of the descriptors of a process, proc_pid_fd(5). */
export function listDescriptors(pid: string): readonly string[] {
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
