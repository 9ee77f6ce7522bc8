import { Readable } from 'node:stream';
import type { OutputSink, World } from '../src/world/world.ts';

/** A World in memory, whose signals and errors the test sends. */
export interface TestWorld extends World {
  /** Everything written so far. */
  readonly written: { readonly stdout: () => string; readonly stderr: () => string };
  readonly sendSignal: (signal: string) => void;
  readonly sendReload: () => void;
  readonly sendUncaught: (error: unknown) => void;
  /** Statuses that `exit` was called with; unlike the real one, it returns. */
  readonly exits: readonly number[];
}

export const TEST_TIME = '2026-11-21T23:36:00.000Z';

export interface TestWorldInput extends Partial<
  Pick<World, 'argv' | 'env' | 'managerEnv' | 'isInteractive' | 'openTerminal' | 'openStdin'>
> {
  readonly sbom?: string;
  /** Replaces parts of the sink in memory. */
  readonly stdout?: Partial<OutputSink> | undefined;
}

/** Creates a World whose time stands still and whose output is kept in memory. */
export function createTestWorld(given: TestWorldInput = {}): TestWorld {
  const events = new EventTarget();
  const [stdout, stderr] = [createMemorySink(), createMemorySink()];
  const exits: number[] = [];
  const on = (type: string) => (listener: (detail: never) => void) => {
    events.addEventListener(type, (event) => {
      listener((event as CustomEvent<never>).detail);
    });
  };
  return {
    argv: given.argv ?? [],
    entryPath: '',
    findDeletedDirectory: () => undefined,
    thread: undefined,
    isAppThread: false,
    managerEnv: given.managerEnv ?? {},
    env: { OPS_PORT: 'off', ADMIN_SOCKET: 'off', ...given.env },
    stdout: { ...stdout, ...given.stdout },
    stderr,
    now: () => new Date(TEST_TIME),
    monotonicMs: () => 0,
    schedule: () => () => undefined, // time stands still
    random: () => 0,
    availableParallelism: () => 1,
    openFilesLimit: () => undefined,
    openFilesCount: () => undefined,
    spareMemoryBytes: () => Infinity,
    writeAtOnce: (text) => {
      stdout.write(text);
      return true;
    },
    heapSpaces: () => [],
    usage: () => ({
      cpuSeconds: 0,
      residentBytes: 0,
      heapUsedBytes: 0,
      uptimeSeconds: 0,
      nodeVersion: '0.0.0',
    }),
    identity: () => ({ pid: 1, argv0: 'test', versions: {}, memoryLimitBytes: 1 }),
    isRunning: () => true,
    isSocket: () => true,
    isInteractive: given.isInteractive ?? (() => false),
    openTerminal: given.openTerminal ?? (() => Promise.reject(new Error('No terminal'))),
    openStdin: given.openStdin ?? (() => Readable.from([])),
    isBuilt: given.sbom !== undefined,
    readSbom: () => given.sbom,
    onExit: () => undefined,
    onStopSignal: on('signal'),
    onRestart: () => undefined,
    startSuccessor: () => Promise.reject(new Error('not in a test')),
    onReload: on('reload'),
    onUncaught: on('uncaught'),
    flush: () => Promise.resolve(),
    exit: (exitCode) => void exits.push(exitCode),
    exitWithoutThreads: (exitCode) => void exits.push(exitCode),
    written: { stdout: stdout.text, stderr: stderr.text },
    sendSignal: (detail) => events.dispatchEvent(new CustomEvent('signal', { detail })),
    sendReload: () => events.dispatchEvent(new CustomEvent('reload')),
    sendUncaught: (detail) => events.dispatchEvent(new CustomEvent('uncaught', { detail })),
    exits,
  };
}

function createMemorySink() {
  const texts: string[] = [];
  const write = (text: string | Uint8Array, onWritten?: () => void): void => {
    texts.push(typeof text === 'string' ? text : Buffer.from(text).toString());
    if (onWritten !== undefined) process.nextTick(onWritten);
  };
  return { write, text: () => texts.join('') };
}
