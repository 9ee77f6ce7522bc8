import { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { VFS_OPTION } from '../../node/runtime/node-vfs.ts';
import { V8_FLAGS } from './v8-flags.ts';

/** What `warm-up.ts` has to know, as JSON in its first argument. */
export interface WarmUpSettings {
  readonly bundlePath: string;
  /** The pack of the app's files; undefined for an app without files. */
  readonly filesPath: string | undefined;
  /** Folder with its native addons; undefined for an app without addons. */
  readonly addonsPath: string | undefined;
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
  /** Working folder of the thread that starts this one; undefined for a process. */
  readonly workingFolder?: string;
  /** Script among the files of the app, to start instead of the app. */
  readonly script?: string | undefined;
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
 * Lets an app start its own file, or a script among its files, as a child, by fork(), cluster or spawn(): the file does not exist, so the
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
    const index = options.args.findIndex((path) => path === appPath || isScript(path, appPath));
    if (index < 0) return spawn.call(this, options);
    const script = options.args[index] === appPath ? undefined : options.args[index];
    const isApp = script === undefined;
    const own = { ...settings, script, parent: process.pid, isTaker: isApp && isTaker };
    if (isApp) isTaker = false;
    this.once('exit', onExit);
    const vfs = settings.filesPath === undefined ? [] : [VFS_OPTION];
    const start = [...V8_FLAGS, ...vfs, scriptPath];
    const args = options.args.toSpliced(index, 1, ...start, JSON.stringify(own));
    return spawn.call(this, { ...options, ...emulate(options.file, args, settings.runner) });
  };
}

/** Tells whether a path is a script among the files of an app, which has none without a mount. */
export function isScript(path: string, appPath: string): boolean {
  const isMounted = appPath.startsWith('/dev/null/');
  return isMounted && path !== appPath && path.startsWith(join(appPath, '../'));
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
