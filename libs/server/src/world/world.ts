/** All that the server takes from its surroundings. Tests hand in their own. */
export interface World {
  /** Arguments after the program's name. */
  readonly argv: readonly string[];
  /** Path of the program's own file, for threads that run it as well. */
  readonly entryPath: string;
  /** What this thread was started with, and its line to the one that did; undefined in the main thread. */
  readonly thread: ThreadStart | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the service manager tells this process alone, by its variables, which `env` no longer has. */
  readonly managerEnv: Readonly<Record<string, string | undefined>>;
  readonly stdout: TextSink;
  readonly stderr: TextSink;
  readonly now: () => Date;
  /** Milliseconds from a fixed but unknown moment; never steps back. */
  readonly monotonicMs: () => number;
  /** Calls back once after a time, unless the process has ended by then; gives what calls it off. */
  readonly schedule: (delayMs: number, run: () => void) => () => void;
  /** A number from 0 up to but not including 1, for samples; secrets need better. */
  readonly random: () => number;
  /** Most descriptors the process may have open: its soft limit, or undefined if unknown. */
  readonly openFilesLimit: () => number | undefined;
  /** Descriptors the process has open, or undefined if unknown. */
  readonly openFilesCount: () => number | undefined;
  /** Bytes the process may still take before its container or the machine has none left. */
  readonly spareMemoryBytes: () => number;
  /** Writes to stdout past its stream, which in a thread needs the main one, and tells whether it could. */
  readonly writeAtOnce: (text: string) => boolean;
  /** What the process is, and has used so far. */
  readonly usage: () => Usage;
  /** Who the process is, and what it may have. */
  readonly identity: () => Identity;
  /** Whether there is a process of that number, whoever's it is. */
  readonly isRunning: (pid: number) => boolean;
  /** Whether a build has made this program; it is plain Node that runs the source otherwise. */
  readonly isBuilt: boolean;
  /**
   * The SBOM that a build has put into the program or beside it, as text of CycloneDX in JSON; undefined
   * without one. Throws an error of the system where there is a file and it cannot be read.
   */
  readonly readSbom: () => string | undefined;
  /** Calls back for each request to stop, with the signal's name. */
  readonly onStopSignal: (listener: (signal: string) => void) => void;
  /** Calls back for each request to read files again: SIGHUP, which never ends the process. */
  readonly onReload: (listener: () => void) => void;
  /** Calls back for an error that nobody caught. */
  readonly onUncaught: (listener: (error: unknown) => void) => void;
  /** Resolves when all that was written to stdout and stderr has left the process, or cannot. */
  readonly flush: () => Promise<void>;
  /** Calls back when the process is about to end, for what can be done without waiting. */
  readonly onExit: (listener: () => void) => void;
  /** Ends the process at once, whatever is under way. */
  readonly exit: (exitCode: number) => void;
}

export interface Usage {
  /** Of user and system together. */
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  readonly uptimeSeconds: number;
  readonly nodeVersion: string;
}

export interface Identity {
  readonly pid: number;
  readonly argv0: string;
  /** Of Node, V8, OpenSSL and the rest, as `process.versions`. */
  readonly versions: Readonly<Record<string, string | undefined>>;
  /** Memory the process may use: cgroups(7), else the machine's. */
  readonly memoryLimitBytes: number;
}

export interface TextSink {
  /** Whether it is a terminal, that is, read by a person. */
  readonly isTTY?: boolean;
  /** @param onWritten Called when the text has been taken by the system, or with the error that lost it. */
  readonly write: (text: string, onWritten?: (error?: Error | null) => void) => unknown;
}

export interface ThreadStart {
  readonly input: unknown;
  readonly report: (message: unknown) => void;
  /** Calls back for each message of the one that started this thread. */
  readonly onMessage: (listener: (message: unknown) => void) => void;
}
