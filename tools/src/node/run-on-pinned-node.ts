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

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs a script in a child with the pinned Node and its input and output, unless this process is that Node.
 *
 * @param root Folder of the project.
 * @returns The exit status of the child, 1 if a signal ended it; undefined if this process is the pinned
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
    const [status] = (await once(child, 'exit')) as [number | null];
    return status ?? 1;
  } finally {
    for (const name of SIGNALS) process.off(name, stop);
  }
}
