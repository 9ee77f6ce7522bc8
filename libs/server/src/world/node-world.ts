import { existsSync, readdirSync, readFileSync, statSync, writeSync } from 'node:fs';
import { freemem, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { getAsset, getAssetKeys, isSea } from 'node:sea';
import { parentPort, workerData } from 'node:worker_threads';
import { parseOpenFilesLimit } from './parse-open-files-limit.ts';
import type { ThreadStart, World } from './world.ts';

/** The process as a World; with the two main.ts the only place that touches ambient state. */
export function nodeWorld(process: NodeJS.Process): World {
  surviveLostReaders(process);
  process.on('SIGHUP', () => undefined); // its default ends the process; a reload may come before onReload
  return {
    argv: process.argv.slice(2),
    entryPath: process.argv[1] ?? '',
    thread: readThreadStart(),
    env: process.env,
    managerEnv: takeVariables(process.env),
    stdout: process.stdout,
    stderr: process.stderr,
    now: () => new Date(),
    // Not performance.now(): the first look at `performance` loads the whole of node:perf_hooks.
    monotonicMs: () => Number(process.hrtime.bigint()) / 1e6,
    random: () => Math.random(),
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
    usage: () => {
      const { user, system } = process.cpuUsage();
      return {
        cpuSeconds: (user + system) / 1e6,
        residentBytes: process.memoryUsage.rss(),
        uptimeSeconds: process.uptime(),
        nodeVersion: process.versions.node,
      };
    },
    identity: () => ({
      pid: process.pid,
      argv0: process.argv0,
      versions: { ...process.versions },
      memoryLimitBytes: readMemoryLimit(process),
    }),
    isRunning: (pid) => isRunning(process, pid),
    isBuilt: isSea(),
    readSbom: () => readSbom(process.execPath),
    onStopSignal: (listener) => {
      // The kernel drops a signal to PID 1 that has no handler: pid_namespaces(7). Nomad sends SIGINT.
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, listener);
    },
    onReload: (listener) => {
      process.on('SIGHUP', listener);
    },
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
  };
}

/** The host binary has it inside, an image beside the runtime. Plain Node has none, whatever lies beside it. */
function readSbom(execPath: string): string | undefined {
  if (!isSea()) return undefined;
  const name = 'sbom.cdx.json';
  if (getAssetKeys().includes(name)) return getAsset(name, 'utf8');
  const path = join(dirname(execPath), name);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Signal 0 is sent to nobody, but refused where it could not be: kill(2). */
function isRunning(process: NodeJS.Process, pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'; // EPERM tells of another user's
  }
}

/** Those of sd_listen_fds(3), sd_notify(3) and sd_watchdog_enabled(3). */
const MANAGER_VARIABLES = [
  'LISTEN_PID',
  'LISTEN_FDS',
  'LISTEN_FDNAMES',
  'NOTIFY_SOCKET',
  'WATCHDOG_USEC',
  'WATCHDOG_PID',
];

/** Takes them out of the environment, so that no child takes them for its own. */
function takeVariables(env: NodeJS.ProcessEnv): World['managerEnv'] {
  const taken = MANAGER_VARIABLES.map((name) => [name, env[name]]);
  for (const name of MANAGER_VARIABLES) Reflect.deleteProperty(env, name);
  return Object.fromEntries(taken) as World['managerEnv'];
}

/** Without a limit the kernel names one beyond all memory there is. */
function readMemoryLimit(process: NodeJS.Process): number {
  const limitBytes = process.constrainedMemory();
  return limitBytes > 0 && limitBytes < totalmem() ? limitBytes : totalmem();
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

/** Not process.stdout, which in a thread waits for the main one; 1 is stdout: stdin(3). */
function writeAtOnce(text: string): boolean {
  try {
    return writeSync(1, text) === Buffer.byteLength(text);
  } catch {
    return false; // a reader that is gone or slow: EPIPE, EAGAIN
  }
}

/** A closed pipe behind stdout or stderr (EPIPE) is no reason to stop serving, and there is nobody left to tell. */
function surviveLostReaders({ stdout, stderr }: NodeJS.Process): void {
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined);
}

/** The callback of a write comes after all writes before it, with an error if the reader is gone. */
function flush(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => {
      resolve();
    });
  });
}

function readThreadStart(): ThreadStart | undefined {
  if (parentPort === null) return undefined;
  const port = parentPort;
  return {
    input: workerData as unknown,
    report: (message) => {
      port.postMessage(message);
    },
    onMessage: (listener) => {
      port.on('message', listener);
    },
  };
}
