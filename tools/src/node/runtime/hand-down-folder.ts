import { subscribe } from 'node:diagnostics_channel';
import { isBelow, pathOf } from './app-path.ts';

/** The variable by which a program tells a child of the same program its working folder. */
const VARIABLE = 'TSCRATCH_WORKING_FOLDER';

/** What fork(), spawn(), exec() and execFile() hand to the class. */
interface Spawned {
  readonly file: string;
  readonly cwd?: unknown;
  readonly envPairs?: readonly string[];
}

/** A child that is about to start. Its class has no types for its start. */
interface Child {
  spawn: (options: Spawned) => unknown;
}

/**
 * Lets a child of the same program begin in a folder of the app, by `cwd` or like its parent. For the kernel
 * there is no such folder, so another program cannot. Node tells of each child before its start: programs
 * without children do not load what starts them.
 *
 * @param current Returns the working folder of this process.
 * @see https://nodejs.org/docs/latest-v26.x/api/diagnostics_channel.html "child_process"
 */
export function handDownFolder(root: string, current: () => string): void {
  subscribe('child_process', (message) => {
    const { process: child } = message as { readonly process: Child };
    const spawn = child.spawn.bind(child);
    child.spawn = (options) => spawn(moveFolder(options, root, current()));
  });
}

/** Replaces a folder of the app by a variable that the child reads. */
function moveFolder(options: Spawned, root: string, inherited: string): Spawned {
  const { file, cwd, envPairs = [] } = options;
  const folder = cwd === undefined || cwd === null ? inherited : pathOf(cwd);
  if (file !== process.execPath || !isBelow(root, folder)) return options;
  return { ...options, cwd: undefined, envPairs: [...envPairs, `${VARIABLE}=${folder}`] };
}

/** Takes what the parent has handed down; a thread has the variables of its process and no parent. */
export function takeFolder(): string | undefined {
  // eslint-disable-next-line no-restricted-properties -- part of the runtime, below any app
  const { env } = process;
  const { [VARIABLE]: folder } = env;
  if (folder !== undefined) Reflect.deleteProperty(env, VARIABLE);
  return folder;
}
