import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fixEnvironment } from '../host/fix-environment.ts';
import { prepareToolNode, runsPinnedNode, type Machine } from './tool-node.ts';

/** A script, and what it gets. */
export interface ScriptCall {
  /** Path of one of our modules, TypeScript or JavaScript. */
  readonly path: string;
  readonly args: readonly string[];
}

/** Of the signals that end a build, on Linux. */
const NUMBERS: Partial<Record<NodeJS.Signals, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGABRT: 6,
  SIGBUS: 7,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGTERM: 15,
};

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a script in a child with the pinned Node and its input and output, unless this process is that Node.
 *
 * @param root Folder of the project.
 * @returns The exit status of the child, as a shell reports it: 128 and the number of the signal that ended it; undefined if this process is the pinned
 *   Node, and so can do the work itself.
 * @throws {Fault} those of `prepareToolNode`.
 */
export async function runOnPinnedNode(
  root: string,
  { path, args }: ScriptCall,
  machine: Machine,
): Promise<number | undefined> {
  const nodePath = prepareToolNode(root, machine);
  if (runsPinnedNode(root, machine)) return undefined;
  const env = fixEnvironment(machine.env);
  const child = spawn(nodePath, [path, ...args], { env, stdio: 'inherit' });
  const stop = (signal: NodeJS.Signals): void => {
    child.kill(signal);
  };
  for (const name of SIGNALS) process.on(name, stop);
  try {
    const [status, signal] = (await once(child, 'exit')) as [number, null] | [null, NodeJS.Signals];
    return status ?? 128 + (NUMBERS[signal] ?? 0);
  } finally {
    for (const name of SIGNALS) process.off(name, stop);
  }
}
