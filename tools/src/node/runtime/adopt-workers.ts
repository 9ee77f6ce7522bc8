import { syncBuiltinESMExports } from 'node:module';
import { pathToFileURL } from 'node:url';
import threads, { type WorkerOptions } from 'node:worker_threads';

/**
 * Makes `new Worker(__filename)` of an app start a thread of that app. The path names no script that
 * Node could load (it is inside the executable, or an app file), so such a thread starts with the
 * bootstrap, as the process did.
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
