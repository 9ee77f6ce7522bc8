export interface ReadinessCheck {
  readonly name: string;
  /** Throws or rejects while the dependency is not usable; the message of the error becomes the reason. */
  readonly run: (signal: AbortSignal) => void | Promise<void>;
  /** Whether a failure makes this server not ready; use `false` for a dependency that all replicas share. */
  readonly isRequired: boolean;
}

/** Dependencies that an app needs to serve. Checks run on a timer, never for a request. */
export interface Readiness {
  readonly add: (check: ReadinessCheck) => void;
}
