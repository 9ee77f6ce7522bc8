import { ChildProcess } from 'node:child_process';

/** What `warm-up.ts` has to know, as JSON in its first argument. */
export interface WarmUpSettings {
  readonly bundlePath: string;
  /** The pack of the app's files; undefined for an app without files. */
  readonly filesPath: string | undefined;
  readonly cachePath: string;
  /** File for a sentence about how far the app has come. */
  readonly verdictPath: string;
  /** Command prefix that starts programs for the processor of this Node. */
  readonly runner: readonly string[];
  /** The complete environment of the app. */
  readonly environment: Readonly<Record<string, string>>;
  readonly urlPaths: readonly string[];
  /** Process ID of the app that started this process; undefined for the first process. */
  readonly parent?: number;
  /** This process may take the code cache, if an HTTP server listens in it. */
  readonly isTaker: boolean;
}

export interface Adoption {
  /** Path that the app sees as its own. */
  readonly appPath: string;
  /** Path of the script that starts the app. */
  readonly scriptPath: string;
  /** Called when a child has ended. */
  readonly onExit: () => void;
}

interface SpawnOptions {
  file: string;
  args: string[];
}

/**
 * Lets an app start its own file as a child, by fork(), cluster or spawn(): the file does not exist, so the
 * child starts with the script of the warm-up. The first child may take the code cache: the workers of a
 * cluster listen, its first process does not.
 */
export function adoptChildren(settings: WarmUpSettings, adoption: Adoption): void {
  const { appPath, scriptPath, onExit } = adoption;
  const prototype = ChildProcess.prototype as unknown as {
    spawn: (this: ChildProcess, options: SpawnOptions) => unknown;
  };
  const { spawn } = prototype;
  let { isTaker } = settings;
  prototype.spawn = function spawnApp(options) {
    const index = options.args.indexOf(appPath);
    if (index < 0) return spawn.call(this, options);
    const argument = JSON.stringify({ ...settings, parent: process.pid, isTaker });
    isTaker = false;
    this.once('exit', onExit);
    const args = options.args.toSpliced(index, 1, scriptPath, argument);
    return spawn.call(this, { ...options, ...emulate(options.file, args, settings.runner) });
  };
}

/** An emulated program starts its children without the emulator. */
function emulate(
  file: string,
  args: string[],
  [emulator, ...flags]: readonly string[],
): SpawnOptions {
  if (emulator === undefined || file !== process.execPath) return { file, args };
  return { file: emulator, args: [emulator, ...flags, file, ...args.slice(1)] };
}
