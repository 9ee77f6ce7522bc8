/**
 * Part of the bundles with a top-level await: starts the program, and ends the process as Node does if its
 * module fails or never finishes.
 *
 * @see https://nodejs.org/docs/latest-v26.x/api/process.html#exit-codes
 */

/** The program, and the path of the file that starts it, relative to the workspace. */
declare const start: () => Promise<void>;
declare const entry: string;

/** Node's exit code for "Unsettled Top-Level Await". */
const UNSETTLED = 13;

let isUnsettled = false;

/** Nothing can settle the await any more, unless another listener of this event starts something. */
function noteUnsettled(): void {
  if (process.exitCode !== undefined) return;
  process.exitCode = UNSETTLED;
  isUnsettled = true;
}

function warn(): void {
  if (isUnsettled && process.exitCode === UNSETTLED)
    process.stderr.write(
      `Warning: Detected unsettled top-level await in ${entry} or in a module that it imports\n`,
    );
}

function settle(): void {
  process.off('beforeExit', noteUnsettled).off('exit', warn);
  if (isUnsettled) process.exitCode = undefined;
}

/** Node tells only the handlers of uncaught exceptions that its main module failed. */
function fail(error: unknown): void {
  if (process.listenerCount('unhandledRejection') === 0) throw error;
  process.nextTick(() => {
    throw error;
  });
}

process.on('beforeExit', noteUnsettled).on('exit', warn);
void start().finally(settle).catch(fail);
