/** A server to measure: a command that listens on 127.0.0.1 on the port in the variable PORT. */
export interface Contender {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Cores that it shares with the client, as taskset(1) lists them; by default each has one of its own. */
  readonly cores?: string;
}

/** Results of one run of a contender. */
export interface Figures {
  /** Requests answered per second of processor time, user and system, of the server. */
  readonly requestsPerCpuSecond: number;
  readonly requestsPerSecond: number;
  readonly p99Ms: number;
  /** Resident memory of the process at the end of the load. */
  readonly rssBytes: number;
  /** Milliseconds from exec to the first response with status 200. */
  readonly startMs: number;
}
