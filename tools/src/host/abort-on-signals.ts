/**
 * Aborts on Ctrl-C, so that an executor can clean up. SIGHUP is handled too: Nx runs each executor in
 * a terminal of its own and closes that terminal first.
 */
export function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(name, () => {
      controller.abort();
    });
  return controller.signal;
}
