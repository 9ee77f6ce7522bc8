import type { HeapSpaceInfo } from 'node:v8';
import type { Terminal } from './open-terminal.ts';

/** Everything the server reads from and writes to its environment. Tests pass their own. */
export interface World {
  /** Arguments after the program's name. */
  readonly argv: readonly string[];
  /** Path of the program's own file, which its threads run too. */
  readonly entryPath: string;
  /**
   * Input of this thread and its connection to the thread that started it, if it is one of the server's own,
   * which run the program's own file; undefined in the main thread and in threads of the app.
   */
  readonly thread: ThreadStart | undefined;
  /** Whether the app started this thread; the server cannot run in it. */
  readonly isAppThread: boolean;
  /** Returns the former path of the working directory if it was deleted, else undefined. */
  readonly findDeletedDirectory: () => string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Variables of the service manager for this process alone; removed from `env`. */
  readonly managerEnv: Readonly<Record<string, string | undefined>>;
  readonly stdout: OutputSink;
  readonly stderr: TextSink;
  readonly now: () => Date;
  /** Milliseconds since an arbitrary fixed moment, the same in all threads; never decreases. */
  readonly monotonicMs: () => number;
  /** Calls back once after a delay, without keeping the process alive; returns a function that cancels it. */
  readonly schedule: (delayMs: number, run: () => void) => () => void;
  /** Returns a number from 0 up to but not including 1; fit for sampling, not for secrets. */
  readonly random: () => number;
  /** Number of processors that the process may use: its affinity, and the quota of its cgroup. */
  readonly availableParallelism: () => number;
  /** Most descriptors the process may have open: its soft limit, or undefined if unknown. */
  readonly openFilesLimit: () => number | undefined;
  /** Descriptors the process has open, or undefined if unknown. */
  readonly openFilesCount: () => number | undefined;
  /** Bytes the process may still allocate before its container or the machine runs out of memory. */
  readonly spareMemoryBytes: () => number;
  /** Writes to stdout synchronously and returns whether it could; bypasses the stream, which needs the main thread. */
  readonly writeAtOnce: (text: string) => boolean;
  /** Resources the process has used so far. */
  readonly usage: () => Usage;
  /** Returns the spaces of the heap of this thread; the first call loads node:v8. */
  readonly heapSpaces: () => readonly HeapSpaceInfo[];
  /** Identity and memory limit of the process. */
  readonly identity: () => Identity;
  /** Returns whether a process with that id exists, whichever user it belongs to. */
  readonly isRunning: (pid: number) => boolean;
  /** Returns whether a descriptor is a socket; throws EBADF if it is not open. */
  readonly isSocket: (fd: number) => boolean;
  /** Whether this program was built; otherwise plain Node runs its source. */
  readonly isBuilt: boolean;
  /**
   * Returns the SBOM that the build put into the program or next to the app file, as CycloneDX JSON; undefined
   * without one. Throws a system error if the file exists but cannot be read.
   */
  readonly readSbom: () => string | undefined;
  /** Whether stdin is a terminal, whose user can press Ctrl-C. */
  readonly isInteractive: () => boolean;
  /** Takes over the terminal that stdout is; the first call loads its code. */
  readonly openTerminal: () => Promise<Terminal>;
  /** Opens stdin, which keeps the process alive until it ends. */
  readonly openStdin: () => NodeJS.ReadableStream;
  /** Calls back for each request to stop, with the signal's name. */
  readonly onStopSignal: (listener: (signal: string) => void) => void;
  /** Calls back for each SIGHUP, a request to reload files, which never ends the process. */
  readonly onReload: (listener: () => void) => void;
  /** Calls back for each SIGUSR2, a request to restart; without a listener, the signal ends the process. */
  readonly onRestart: (listener: () => void) => void;
  /** Starts this program again, from its path; the first call loads the code. Rejects with a system error. */
  readonly startSuccessor: (start: SuccessorStart) => Promise<Successor>;
  /** Calls back for each uncaught error. */
  readonly onUncaught: (listener: (error: unknown) => void) => void;
  /** Resolves when everything written to stdout and stderr has left the process, or has failed to. */
  readonly flush: () => Promise<void>;
  /** Calls back when the process is about to exit; only synchronous work is possible then. */
  readonly onExit: (listener: (exitCode: number) => void) => void;
  /** Exits at once, even with work in progress; waits for a thread whose native code does not return. */
  readonly exit: (exitCode: number) => void;
  /** Exits without waiting for any thread, and calls no listener; for the main thread. */
  readonly exitWithoutThreads: (exitCode: number) => void;
}

/** What a process of this program gets from the one that starts it. */
export interface SuccessorStart {
  /** Descriptors that it inherits, from 3 on; the next one is a pipe to this process. */
  readonly fds: readonly number[];
  /** Variables in addition to those of this process. */
  readonly env: Readonly<Record<string, string>>;
}

/** A process that this one has started from its own program. It keeps this one neither alive nor waiting. */
export interface Successor {
  readonly pid: number;
  /** Calls back with each text that arrives in the pipe. */
  readonly onReport: (listener: (text: string) => void) => void;
  /** Resolves at the end of the process with `status 78` or `SIGKILL`. */
  readonly ended: Promise<string>;
  readonly kill: (signal: 'SIGTERM' | 'SIGKILL') => void;
}

export interface Usage {
  /** User and system time together. */
  readonly cpuSeconds: number;
  readonly residentBytes: number;
  /** Used heap of this thread. */
  readonly heapUsedBytes: number;
  readonly uptimeSeconds: number;
  readonly nodeVersion: string;
}

export interface Identity {
  readonly pid: number;
  readonly argv0: string;
  /** Versions of Node, V8, OpenSSL and so on, like `process.versions`. */
  readonly versions: Readonly<Record<string, string | undefined>>;
  /** Memory limit of the process: from cgroups(7), else the machine's memory. */
  readonly memoryLimitBytes: number;
}

export interface TextSink {
  /** Whether it is a terminal, and so read by a person. */
  readonly isTTY?: boolean;
  /** @param onWritten Called when the system has accepted the text, or with the error that lost it. */
  readonly write: (text: string, onWritten?: (error?: Error | null) => void) => unknown;
}

/** What the server starts threads of its own for. */
export type ThreadKind = 'management' | 'serving';

/** A sink that also takes bytes, which are text in UTF-8. */
export interface OutputSink extends TextSink {
  readonly write: (
    text: string | Uint8Array,
    onWritten?: (error?: Error | null) => void,
  ) => unknown;
}

export interface ThreadStart {
  readonly kind: ThreadKind;
  readonly input: unknown;
  readonly report: (message: unknown, transferred?: readonly ArrayBuffer[]) => void;
  /** Calls back for each message from the thread that started this one. */
  readonly onMessage: (listener: (message: unknown) => void) => void;
}
