/**
 * Turns Ctrl-C into an abort, which lets an executor clean up. SIGHUP comes with it: Nx runs an
 * executor in a terminal of its own and closes that one first.
 */
export function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(name, () => {
      controller.abort();
    });
  return controller.signal;
}
