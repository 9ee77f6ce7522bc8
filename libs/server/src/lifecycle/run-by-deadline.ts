/**
 * Runs a task and stops waiting for it at the deadline; its signal then aborts.
 *
 * @param deadlineMs Maximum milliseconds that the task may take.
 * @throws any error of the task, or an Error that says that it exceeded the deadline.
 */
export async function runByDeadline(
  task: (signal: AbortSignal) => void | Promise<void>,
  deadlineMs: number,
): Promise<void> {
  const deadline = new AbortController();
  const timeout = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const error = new Error(`not finished within ${deadlineMs} ms`);
    timeout.reject(error);
    deadline.abort(error);
  }, deadlineMs);
  // Node 22 has no Promise.try().
  const run = async (): Promise<void> => task(deadline.signal);
  try {
    await Promise.race([run(), timeout.promise]);
  } finally {
    clearTimeout(timer);
  }
}
