export interface ReadinessCheck {
  readonly name: string;
  /** Rejects, or throws, while what it looks at cannot be used. */
  readonly run: (signal: AbortSignal) => void | Promise<void>;
  /** Whether a failure takes this server out of the balancer; `false` for what all replicas share. */
  readonly isRequired: boolean;
}

/** What an app needs before it can serve. Checks run on a timer, never for a request. */
export interface Readiness {
  readonly add: (check: ReadinessCheck) => void;
}
