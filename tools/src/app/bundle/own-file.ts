/**
 * Part of the bundles whose entry point asks for its own path: that file does not exist, so a child process or
 * a thread that an app starts with it gets the path of the app file, which the runtime knows.
 */
import { ChildProcess, type SpawnOptions } from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { pathToFileURL } from 'node:url';
import threads, { type WorkerOptions } from 'node:worker_threads';
import { program } from './folder.ts';

/** What fork(), spawn(), exec() and execFile() hand over. */
interface Spawned extends SpawnOptions {
  readonly args: readonly string[];
}

/** @param filename The path that the entry point sees as its own. */
export function adoptOwnFile(filename: string): void {
  adoptChildren(filename);
  adoptThreads([filename, pathToFileURL(filename).href]);
}

function adoptChildren(filename: string): void {
  const prototype = ChildProcess.prototype as unknown as {
    spawn: (this: ChildProcess, options: Spawned) => unknown;
  };
  const { spawn } = prototype;
  prototype.spawn = function spawnOwn(options) {
    const args = options.args.map((arg) => (arg === filename ? program : arg));
    return spawn.call(this, { ...options, args });
  };
}

function adoptThreads(names: readonly string[]): void {
  threads.Worker = class Worker extends threads.Worker {
    constructor(script: string | URL, options?: WorkerOptions) {
      const isOwn = options?.eval !== true && names.includes(String(script));
      super(isOwn ? program : script, options);
    }
  };
  syncBuiltinESMExports();
}
