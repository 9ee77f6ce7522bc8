import { syncBuiltinESMExports } from 'node:module';
import { pathToFileURL } from 'node:url';
import threads, { type WorkerOptions } from 'node:worker_threads';

/**
 * Makes `new Worker(__filename)` start a thread of the app. Node cannot load the script at that path (it
 * is inside the executable, or an app file), so the thread starts with the bootstrap, like the process.
 */
export function adoptWorkers(path: string, readBootstrap: () => string): void {
  threads.Worker = class Worker extends threads.Worker {
    constructor(script: string | URL, options: WorkerOptions = {}) {
      const isApp =
        options.eval !== true && [path, pathToFileURL(path).href].includes(String(script));
      if (isApp) super(readBootstrap(), { ...options, eval: true });
      else super(script, options);
    }
  };
  syncBuiltinESMExports();
}
