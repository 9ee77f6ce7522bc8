/** A server to load: a command line that listens on 127.0.0.1 at the port of the variable PORT. */
export interface Contender {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What one run shows of a contender. */
export interface Figures {
  /** Requests answered for each second of processor time, user and system, that the server took. */
  readonly requestsPerCpuSecond: number;
  readonly p99Ms: number;
  /** Resident memory at the end of the load, the whole process. */
  readonly rssBytes: number;
  /** From exec to the first answer. */
  readonly startMs: number;
}
