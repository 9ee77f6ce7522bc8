/**
 * Where the server stands: before its first readiness, able to serve, serving on for those who have
 * not looked away yet, and closing. It only goes forward. Liveness does not look at it.
 */
export type Phase = 'starting' | 'ready' | 'draining' | 'stopping';

export interface ShutdownHook {
  readonly name: string;
  readonly run: () => void | Promise<void>;
  /** Milliseconds the hook may take; what takes longer is left behind. */
  readonly deadlineMs: number;
}

/** The server's way from start to end, for those who have to act on it. */
export interface Lifecycle {
  readonly phase: () => Phase;
  /** Adds something to do when the last request is answered; hooks run one by one, the latest first. */
  readonly onShutdown: (hook: ShutdownHook) => void;
  /**
   * Registers a function that reads files again at SIGHUP. If it throws, the old state stays, and the
   * failure is logged: an AppFault as its sentence, any other error with its stack.
   */
  readonly onReload: (name: string, reload: () => void | Promise<void>) => void;
}
