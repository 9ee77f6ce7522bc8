import {
  existsSync,
  fstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  writeSync,
} from 'node:fs';
import { availableParallelism, freemem, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { getAsset, getAssetKeys, isSea } from 'node:sea';
import { isMainThread } from 'node:worker_threads';
import { parseMemoryLimit } from './parse-memory-limit.ts';
import { parseOpenFilesLimit } from './parse-open-files-limit.ts';
import { readThreadStart } from './thread-start.ts';
import type { Successor, SuccessorStart, Usage, World } from './world.ts';

/** Creates the World of a process; apart from the two main.ts the only place that touches ambient state. */
export function nodeWorld(process: NodeJS.Process): World {
  prepareProcess(process);
  const thread = readThreadStart();
  return {
    argv: process.argv.slice(2),
    entryPath: process.argv[1] ?? '',
    thread,
    isAppThread: !isMainThread && thread === undefined,
    env: process.env,
    findDeletedDirectory: () => findDeletedDirectory(process),
    managerEnv: takeVariables(process),
    stdout: process.stdout,
    stderr: process.stderr,
    now: () => new Date(),
    // Not performance.now(): the first use of `performance` loads all of node:perf_hooks.
    monotonicMs: () => Number(process.hrtime.bigint()) / 1e6,
    random: () => Math.random(),
    availableParallelism,
    openFilesLimit: readOpenFilesLimit,
    openFilesCount: countOpenFiles,
    schedule: (delayMs, run) => {
      const timer = setTimeout(run, delayMs).unref();
      return () => {
        clearTimeout(timer);
      };
    },
    spareMemoryBytes: () =>
      Math.min(readMemoryLimit(process) - process.memoryUsage.rss(), freemem()),
    writeAtOnce,
    usage: () => readUsage(process),
    heapSpaces: () => process.getBuiltinModule('node:v8').getHeapSpaceStatistics(),
    identity: () => ({
      pid: process.pid,
      argv0: process.argv0,
      versions: { ...process.versions },
      memoryLimitBytes: readMemoryLimit(process),
    }),
    isRunning: (pid) => isRunning(process, pid),
    isSocket: (fd) => fstatSync(fd).isSocket(),
    isBuilt: isSea(),
    readSbom: () => readSbom(process.argv[1] ?? ''),
    // Not process.stdin: its first use opens the terminal.
    isInteractive: () => process.getBuiltinModule('node:tty').isatty(0),
    openTerminal: async () => (await import('./open-terminal.ts')).openTerminal(process),
    openStdin: () => process.stdin,
    onStopSignal: (listener) => {
      // The kernel drops a signal to PID 1 that has no handler: pid_namespaces(7). Nomad sends SIGINT.
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, listener);
    },
    onReload: (listener) => {
      process.on('SIGHUP', listener);
    },
    onRestart: (listener) => {
      process.on('SIGUSR2', listener);
    },
    startSuccessor: (start) => startAgain(process, start),
    onUncaught: (listener) => {
      process.on('uncaughtException', listener);
    },
    onExit: (listener) => {
      process.on('exit', listener);
    },
    flush: async () => {
      await Promise.all([process.stdout, process.stderr].map(flush));
    },
    exit: (exitCode) => process.exit(exitCode),
    exitWithoutThreads: exitWithoutThreads.bind(undefined, process),
  };
}

function readUsage(process: NodeJS.Process): Usage {
  const { user, system } = process.cpuUsage();
  const { rss: residentBytes, heapUsed: heapUsedBytes } = process.memoryUsage();
  return {
    cpuSeconds: (user + system) / 1e6,
    residentBytes,
    heapUsedBytes,
    uptimeSeconds: process.uptime(),
    nodeVersion: process.versions.node,
  };
}

function prepareProcess(process: NodeJS.Process): void {
  exitIfReplaced(process);
  surviveReaders(process);
  process.on('SIGHUP', () => undefined); // the default ends the process, and a reload may arrive before onReload
}

/** The host binary contains the SBOM, an image has it next to the app file, and plain Node has none. */
function readSbom(entryPath: string): string | undefined {
  if (!isSea()) return undefined;
  const name = 'sbom.cdx.json';
  if (getAssetKeys().includes(name)) return getAsset(name, 'utf8');
  const path = join(dirname(entryPath), name);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Signal 0 only checks whether a signal could be sent: kill(2). */
function isRunning(process: NodeJS.Process, pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'; // EPERM: the process of another user
  }
}

/** Variables of sd_listen_fds(3), sd_notify(3) and sd_watchdog_enabled(3), and those of a predecessor. */
const MANAGER_VARIABLES = [
  'TSCRATCH_PREDECESSOR',
  'TSCRATCH_ADMIN_SOCKET',
  'LISTEN_PID',
  'LISTEN_FDS',
  'LISTEN_FDNAMES',
  'NOTIFY_SOCKET',
  'WATCHDOG_USEC',
  'WATCHDOG_PID',
];

/** Removes the variables from the environment, so that no child process applies them to itself. */
function takeVariables({ env, pid, ppid }: NodeJS.Process): World['managerEnv'] {
  const taken = MANAGER_VARIABLES.map((name) => [name, env[name]]);
  for (const name of MANAGER_VARIABLES) Reflect.deleteProperty(env, name);
  const variables = Object.fromEntries(taken) as World['managerEnv'];
  // A predecessor cannot know the process ID of the process that it starts.
  if (variables['TSCRATCH_PREDECESSOR'] !== String(ppid)) return variables;
  return { ...variables, LISTEN_PID: String(pid) };
}

/** Without a limit the kernel reports one beyond the machine's memory. */
function readMemoryLimit(process: NodeJS.Process): number {
  return parseMemoryLimit(process.env, process.constrainedMemory(), totalmem());
}

/** Only Linux has the file; Node itself has no call for getrlimit(2). */
function readOpenFilesLimit(): number | undefined {
  return readOrUndefined(() => parseOpenFilesLimit(readFileSync('/proc/self/limits', 'utf8')));
}

/** From Linux 6.2 on, the count is the size of the folder, which can be read with no descriptor left: proc(5). */
function countOpenFiles(): number | undefined {
  return readOrUndefined(() => {
    const { size } = statSync('/proc/self/fd');
    return size > 0 ? size : readdirSync('/proc/self/fd').length;
  });
}

function readOrUndefined<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

/** Writes to descriptor 1, which is stdout: in a thread, process.stdout would wait for the main thread. */
function writeAtOnce(text: string): boolean {
  try {
    return writeSync(1, text) === Buffer.byteLength(text);
  } catch {
    return false; // the reader is gone (EPIPE) or slow (EAGAIN)
  }
}

/** Keeps serving whatever the readers of stdout and stderr do. */
function surviveReaders({ stdout, stderr }: NodeJS.Process): void {
  for (const stream of [stdout, stderr]) {
    stream.on('error', () => undefined); // EPIPE: the pipe is closed, and there is nowhere left to report it
    writeInBackground(stream);
  }
}

/**
 * Makes the writes to a terminal wait for its reader in the background, as those to a pipe do: node:tty
 * waits in the write itself, which blocks the thread for as long as nobody reads.
 *
 * Uses `WriteStream._handle`, because node:tty has no option for it; terminal.spec.ts checks that it works.
 * libuv has opened the terminal a second time, so that other programs in it are not affected. If it could
 * not, as for a terminal of another user, the handle has the number of the stream, and nothing is changed.
 */
function writeInBackground(stream: NodeJS.WriteStream & { readonly fd: number }): void {
  if (!stream.isTTY) return;
  const { _handle: handle } = stream as typeof stream & {
    readonly _handle?: { readonly fd: number; setBlocking?(isBlocking: boolean): number };
  };
  if (handle !== undefined && handle.fd !== stream.fd) handle.setBlocking?.(false);
}

async function startAgain(
  process: NodeJS.Process,
  { fds, env }: SuccessorStart,
): Promise<Successor> {
  const { startSuccessor } = await import('./start-successor.ts');
  const successor = await startSuccessor(process, { fds, env: { ...process.env, ...env } });
  for (const stream of [process.stdout, process.stderr]) unblockPipe(stream);
  return successor;
}

/**
 * Makes the writes to a pipe wait for its reader in the background again: libuv has made the standard streams of a new
 * process blocking, and a pipe is the same for both. node:net has no call for it; start-successor.spec.ts checks it.
 */
function unblockPipe(stream: NodeJS.WriteStream): void {
  const { _handle: handle } = stream as NodeJS.WriteStream & {
    readonly _handle?: { setBlocking?(isBlocking: boolean): number } | null;
  };
  if (!stream.isTTY) handle?.setBlocking?.(false);
}

/** The callback of a write runs after all earlier writes, with an error if the reader is gone. */
function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => {
      resolve();
    });
  });
}

/** getcwd(2) fails in a directory that was deleted; the kernel still has its former name: proc(5). */
function findDeletedDirectory(process: NodeJS.Process): string | undefined {
  try {
    process.cwd();
    return undefined;
  } catch {
    return (
      readOrUndefined(() => readlinkSync('/proc/self/cwd').replace(/ \(deleted\)$/, '')) ?? '.'
    );
  }
}

/** Exit status of a program that only replaces one which cannot exit. */
const STATUS_VARIABLE = 'TSCRATCH_EXIT_STATUS';

/**
 * Replaces the process by the same program, which does nothing but exit. The kernel ends all threads then, whatever
 * they wait for, and the status reaches the process that waits: execve(2). Every call of Node that exits
 * waits for its threads first. A signal would lose the status, and the kernel ignores those that the first process
 * of a container sends to itself.
 */
function exitWithoutThreads(process: NodeJS.Process, exitCode: number): void {
  const { execPath, execArgv, argv, pid } = process;
  const args = isSea() ? [execPath] : [execPath, ...execArgv, argv[1] ?? ''];
  try {
    process.execve?.(execPath, args, { [STATUS_VARIABLE]: String(exitCode) });
  } catch {
    process.kill(pid, 'SIGKILL'); // the file is gone, or the process may not run it
  }
}

/** Exits if this program replaces one that could not. */
function exitIfReplaced(process: NodeJS.Process): void {
  const { [STATUS_VARIABLE]: status } = process.env;
  if (status !== undefined) process.exit(Number(status));
}
