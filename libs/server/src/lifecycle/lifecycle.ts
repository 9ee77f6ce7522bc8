/**
 * Phase of the server: `starting` until it is ready for the first time, `ready`, `draining` while it
 * still serves but reports not ready, and `stopping` while it closes connections. It never goes back, and
 * liveness does not depend on it.
 */
export type Phase = 'starting' | 'ready' | 'draining' | 'stopping';

export interface ShutdownHook {
  readonly name: string;
  readonly run: () => void | Promise<void>;
  /** Maximum milliseconds that the hook may take; the shutdown continues without a slower one. */
  readonly deadlineMs: number;
}

/** Phases of the server, and hooks to run on the way. */
export interface Lifecycle {
  readonly phase: () => Phase;
  /**
   * Registers a function that runs once, when the server begins to shut down and still serves, for example to
   * end what would last until DRAIN_TIMEOUT_MS. Registered later, it runs at once. The shutdown does not wait
   * for it; a failure is logged: an AppFault as its sentence, any other error with its stack.
   */
  readonly onDrain: (name: string, run: () => void | Promise<void>) => void;
  /** Registers a hook that runs after the last response; hooks run one at a time, the latest first. */
  readonly onShutdown: (hook: ShutdownHook) => void;
  /**
   * Registers a function that reads files again at SIGHUP. If it throws, the old state stays, and the
   * failure is logged: an AppFault as its sentence, any other error with its stack.
   */
  readonly onReload: (name: string, reload: () => void | Promise<void>) => void;
}
