import { syncBuiltinESMExports } from 'node:module';
import { pathToFileURL } from 'node:url';
import threads, { type WorkerOptions } from 'node:worker_threads';

/**
 * Makes `new Worker(__filename)` start a thread of the app. Node cannot load the script at that path (it
 * is inside the executable, or an app file), so the thread starts with the bootstrap, like the process.
 *
 * Every thread without an environment of its own gets a copy of the variables that Node can name, which
 * is what Node documents. Its own copy ends the process with SIGSEGV if a name is empty or not UTF-8.
 */
export function adoptWorkers(path: string, readBootstrap: () => string): void {
  threads.Worker = class Worker extends threads.Worker {
    constructor(script: string | URL, given: WorkerOptions = {}) {
      // eslint-disable-next-line no-restricted-properties -- part of the runtime, below any app
      const env: WorkerOptions['env'] = given.env ?? { ...process.env };
      const options: WorkerOptions = { ...given, env };
      const isApp =
        options.eval !== true && [path, pathToFileURL(path).href].includes(String(script));
      if (isApp) super(readBootstrap(), { ...options, eval: true });
      else super(script, options);
    }
  };
  syncBuiltinESMExports();
}
