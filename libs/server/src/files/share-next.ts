/**
 * Runs a function once at a time. Calls that arrive while it runs share the next run, which begins after
 * all of them: no result is older than the call that it answers.
 */
export function shareNext<Result>(run: () => Promise<Result>): () => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  let next: Promise<Result> | undefined;
  const runNext = (): Promise<Result> => {
    next = undefined;
    return run();
  };
  return () => {
    if (next === undefined) {
      next = last.then(runNext, runNext);
      last = next;
    }
    return next;
  };
}
