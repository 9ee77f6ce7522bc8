import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Step } from './step.ts';
import { renderCommand, runSteps } from './run-steps.ts';

const node = (script: string, stdoutPath?: string): Step => ({
  purpose: 'build "orders:package"',
  command: [process.execPath, '--eval', script],
  ...(stdoutPath !== undefined && { stdoutPath }),
});

describe('runSteps()', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'steps '))));
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const run = (steps: readonly Step[], signal = new AbortController().signal) => {
    const lines: string[] = [];
    const log = (line: string) => void lines.push(line);
    return { lines, ended: runSteps(steps, { log, signal, environment: { NAME: 'given' } }) };
  };

  it('logs each command before running it, and writes the output to the file of the step', async () => {
    const path = join(folder, 'out');
    const { lines, ended } = run([node('process.stdout.write("tar")', path), node('0')]);
    await ended;
    expect(readFileSync(path, 'utf8')).toBe('tar');
    expect(lines).toEqual([
      `${process.execPath} --eval 'process.stdout.write("tar")'`,
      `${process.execPath} --eval 0`,
    ]);
  });

  it('passes exactly the given environment', async () => {
    const path = join(folder, 'out');
    await run([node('process.stdout.write(JSON.stringify(process.env))', path)]).ended;
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ NAME: 'given' });
  });

  it.each([
    ['exit code 3', node('process.exit(3)')],
    ['SIGKILL', node('process.kill(process.pid, "SIGKILL")')],
  ])('stops at the step that ends with %s', async (outcome, step) => {
    const { lines, ended } = run([step, node('0')]);
    await expect(ended).rejects.toThrow(
      `Cannot build "orders:package": "${process.execPath}" ended with ${outcome}; see its output above`,
    );
    expect(lines).toHaveLength(1);
  });

  it('stops at a program that does not exist', async () => {
    const { ended } = run([{ purpose: 'unpack', command: ['no-such-program'] }]);
    await expect(ended).rejects.toThrow(
      'Cannot unpack: "no-such-program" ended with spawn no-such-program ENOENT',
    );
  });

  it('ends the running command with SIGTERM when aborted, and runs no other', async () => {
    const controller = new AbortController();
    const lines: string[] = [];
    const log = (line: string): void => {
      lines.push(line);
      setImmediate(() => {
        controller.abort(); // by now the logged command is running
      });
    };
    const steps = [node('setInterval(() => 0, 1000)'), node('0')];
    await expect(
      runSteps(steps, { log, signal: controller.signal, environment: {} }),
    ).rejects.toThrow('ended with SIGTERM');
    expect(lines).toHaveLength(1);
  });
});

describe('runSteps() after a signal', () => {
  it('runs nothing, and reports the step', async () => {
    const lines: string[] = [];
    const options = { log: (line: string) => void lines.push(line), environment: process.env };
    const steps = [node('process.exit(3)')];
    await expect(runSteps(steps, { ...options, signal: AbortSignal.abort() })).rejects.toThrow(
      'Cannot build "orders:package": a signal interrupted the run; run the command again',
    );
    expect(lines).toEqual([]);
  });
});

describe('renderCommand()', () => {
  it.each([
    [['docker', 'run', '--rm'], 'docker run --rm'],
    [['ls', 'my shop'], "ls 'my shop'"],
    [['echo', "it's"], "echo 'it'\\''s'"],
    [['echo', ''], "echo ''"],
    [['echo', '$HOME'], "echo '$HOME'"],
  ] as const)('renders %j as %s', (command, text) => {
    expect(renderCommand(command)).toBe(text);
  });
});
