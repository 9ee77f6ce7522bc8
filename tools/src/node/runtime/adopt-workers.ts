import { syncBuiltinESMExports } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import threads, { type WorkerOptions } from 'node:worker_threads';

/** How scripts of the app start as threads. */
export interface ThreadPlan {
  /** Renders the text that starts a script; undefined for a script that Node can load by itself. */
  readonly render: (script: string) => string | undefined;
  /** Options of Node that the texts need. A thread with `execArgv` has no other options. */
  readonly execArgv: readonly string[];
}

/**
 * Makes `new Worker(__filename)` start a thread of the app. Node cannot load the script at that path (it
 * is inside the executable, or an app file), so the thread starts with the bootstrap, like the process.
 *
 * Every thread without an environment of its own gets a copy of the variables that Node can name, which
 * is what Node documents. Its own copy ends the process with SIGSEGV if a name is empty or not UTF-8.
 */
export function adoptWorkers({ render, execArgv }: ThreadPlan): void {
  threads.Worker = class Worker extends threads.Worker {
    constructor(script: string | URL, given: WorkerOptions = {}) {
      // eslint-disable-next-line no-restricted-properties -- part of the runtime, below any app
      const env: WorkerOptions['env'] = given.env ?? { ...process.env };
      const options: WorkerOptions = { ...given, env };
      const text = options.eval === true ? undefined : render(pathOf(script));
      if (text === undefined) super(script, options);
      else super(text, { ...options, eval: true, ...addTo(given.execArgv, execArgv) });
    }
  };
  syncBuiltinESMExports();
}

function pathOf(script: string | URL): string {
  const text = String(script);
  if (text.startsWith('file:')) return fileURLToPath(text);
  return /^\.{1,2}\//.test(text) ? resolve(text) : text;
}

function addTo(
  given: WorkerOptions['execArgv'],
  needed: readonly string[],
): Pick<WorkerOptions, 'execArgv'> {
  return given === undefined ? {} : { execArgv: [...given, ...needed] };
}
