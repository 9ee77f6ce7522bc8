/**
 * Runs a task that is left behind when it takes too long; its signal then aborts.
 *
 * @param deadlineMs Milliseconds the task may take.
 * @throws what the task throws, or an Error that says it was late.
 */
export async function runByDeadline(
  task: (signal: AbortSignal) => void | Promise<void>,
  deadlineMs: number,
): Promise<void> {
  const deadline = new AbortController();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new Error(`not finished within ${deadlineMs} ms`);
    late.reject(error);
    deadline.abort(error);
  }, deadlineMs);
  try {
    await Promise.race([Promise.try(task, deadline.signal), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}
