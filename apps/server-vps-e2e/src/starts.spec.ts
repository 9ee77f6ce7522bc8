import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askProgram, endProgram, startProgram, type HostProgram } from './host-program.ts';
import { binaryPath } from './workspace.ts';

const WELL = { text: expect.stringMatching(/^tscratch is alive/) as string, exitCode: 0 };

describe('starts of the program', () => {
  const folder = mkdtempSync(join(tmpdir(), 'starts-'));
  const start = () => startProgram({ cwd: folder, environment: { HOME: folder, TMPDIR: folder } });

  async function askAndEnd(program: HostProgram) {
    try {
      const text = await askProgram(program);
      const { exitCode } = await endProgram(program, 'SIGTERM');
      return { text, exitCode };
    } finally {
      program.child.kill('SIGKILL'); // in case it did not end
    }
  }

  /** What is there of this process and of its children, and could become more. */
  const findTraces = () => ({
    descriptors: listDescriptors('self').length,
    memoryFiles: listDescriptors('self').filter((target) => target.startsWith('/memfd:')),
    processes: listProcesses(),
    files: readdirSync(folder),
  });

  let before: ReturnType<typeof findTraces>;
  beforeAll(async () => {
    await askAndEnd(await start()); // what this process opens once and keeps
    before = findTraces();
  });
  afterEach(() => {
    expect(findTraces()).toEqual(before);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('all answer and end with 0 and leave nothing: 1,000 in two rows, about a minute', async () => {
    const runRow = async () => {
      for (let count = 0; count < 500; count++)
        expect(await askAndEnd(await start())).toEqual(WELL);
    };
    await Promise.all([runRow(), runRow()]);
  }, 600_000);

  it('all answer and end with 0 and leave nothing: 100 at once', async () => {
    const programs = await Promise.all(Array.from({ length: 100 }, start));
    for (const { child } of programs)
      expect(listDescriptors(String(child.pid)).filter((path) => path.includes('memfd'))).toEqual(
        [],
      );
    const answers = await Promise.all(programs.map(askAndEnd));
    expect(answers).toEqual(programs.map(() => WELL));
  }, 120_000);
});

/** What the descriptors of a process lead to, proc_pid_fd(5). */
function listDescriptors(pid: string): readonly string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((name) => readLink(join(folder, name)) ?? []);
}

/** Processes that run the program, whoever started them. */
function listProcesses(): readonly string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.filter((pid) => readLink(`/proc/${pid}/exe`) === binaryPath);
}

/** Undefined for what has ended, or belongs to another user. */
function readLink(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
