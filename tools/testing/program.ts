import { execFile, spawnSync } from 'node:child_process';

export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface ProgramOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Its standard input. */
  readonly input?: string;
  /** Time after which the program is killed, in milliseconds. */
  readonly timeout?: number;
}

/** Runs an external program. A missing program has the exit code null. */
export function tryProgram(
  command: string,
  args: readonly string[],
  options: ProgramOptions = {},
): Outcome {
  const { error, status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    ...options,
  });
  if (error !== undefined) return { exitCode: null, stdout: '', stderr: error.message };
  return { exitCode: status, stdout, stderr };
}

/** Runs a program that must succeed. Returns its trimmed standard output. */
export function runProgram(...[command, args, options]: Parameters<typeof tryProgram>): string {
  const { exitCode, stdout, stderr } = tryProgram(command, args, options);
  if (exitCode === 0) return stdout.trim();
  throw new Error(
    `${command} ${args.join(' ')} ended with ${String(exitCode)}:\n${stdout}${stderr}`,
  );
}

/** Starts a program without blocking the tests. Resolves after it has exited. */
export function startProgram(command: string, args: readonly string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = execFile(command, args, (error, stdout, stderr) => {
      if (error?.code === 'ENOENT') resolve({ exitCode: null, stdout: '', stderr: error.message });
      else resolve({ exitCode: child.exitCode, stdout, stderr });
    });
  });
}
