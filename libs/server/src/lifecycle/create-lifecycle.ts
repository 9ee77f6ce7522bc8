import { Fault } from '../world/faults/fault.ts';
import type { Log } from '../telemetry/log/log.ts';
import type { Lifecycle, Phase, ShutdownHook } from './lifecycle.ts';
import { runByDeadline } from './run-by-deadline.ts';

/** A Lifecycle with the methods that change it. */
export interface LifecycleControl extends Lifecycle {
  readonly enter: (phase: Phase) => void;
  /** Whether the server has been ready at least once. */
  readonly hasStarted: () => boolean;
  /** Calls the listener at each change of the phase. */
  readonly onEnter: (listener: () => void) => void;
  /** Registers a hook that runs after all hooks of `onShutdown`. */
  readonly onEnd: (hook: ShutdownHook) => void;
  /** Calls the listener with true when reloading starts, and with false when it has ended. */
  readonly onReloading: (listener: (isReloading: boolean) => void) => void;
  /** Runs every reload in order; one that fails is logged and keeps its old state. */
  readonly reload: () => Promise<readonly ReloadOutcome[]>;
  /** Runs the shutdown hooks, the latest first; one that fails or exceeds its deadline is logged and ignored. */
  readonly runHooks: () => Promise<void>;
}

/** Result of one reload. */
export interface ReloadOutcome {
  readonly name: string;
  /** Why the old state was kept; null if the reload succeeded. */
  readonly reason: string | null;
}

/** A function of the server or the app, with its name for the log. */
interface Task {
  readonly name: string;
  readonly run: () => void | Promise<void>;
}

/** Creates the lifecycle of a server that is starting. */
export function createLifecycle(log: Log): LifecycleControl {
  let phase: Phase = 'starting';
  let hasStarted = false;
  const listeners: (() => void)[] = [];
  const reloadListeners: ((isReloading: boolean) => void)[] = [];
  const hooks: ShutdownHook[] = [];
  const reloads: Task[] = [];
  const drains: Task[] = [];
  let reloaded: Promise<readonly ReloadOutcome[]> = Promise.resolve([]);
  async function reloadAll(): Promise<readonly ReloadOutcome[]> {
    for (const listener of reloadListeners) listener(true);
    const outcomes = await runReloads(reloads, log);
    for (const listener of reloadListeners) listener(false);
    return outcomes;
  }
  function runDrains(): void {
    if (phase === 'starting' || phase === 'ready') return;
    for (const task of drains.splice(0)) void runDrain(task, log);
  }
  return {
    phase: () => phase,
    enter: (next) => {
      phase = next;
      hasStarted ||= next === 'ready';
      for (const listener of listeners) listener();
      runDrains();
    },
    onDrain: (name, run) => {
      drains.push({ name, run });
      runDrains();
    },
    hasStarted: () => hasStarted,
    onEnter: (listener) => void listeners.push(listener),
    onShutdown: (hook) => void hooks.push(hook),
    onReloading: (listener) => void reloadListeners.push(listener),
    onEnd: (hook) => void hooks.unshift(hook),
    onReload: (name, run) => void reloads.push({ name, run }),
    // In sequence: of two SIGHUPs in a row, the second must read the files as they are then.
    reload: () => (reloaded = reloaded.then(reloadAll)),
    runHooks: async () => {
      for (let hook = hooks.pop(); hook !== undefined; hook = hooks.pop()) await runHook(hook, log);
    },
  };
}

async function runReloads(reloads: readonly Task[], log: Log): Promise<readonly ReloadOutcome[]> {
  const outcomes: ReloadOutcome[] = [];
  for (const { name, run } of reloads) outcomes.push({ name, reason: await runReload(run, name) });
  return outcomes;
  async function runReload(run: Task['run'], name: string): Promise<string | null> {
    try {
      await run();
      log.info({ name }, 'reloaded');
      return null;
    } catch (error) {
      log.error({ name, ...describe(error) }, 'reload failed, keeping the old state');
      return error instanceof Error ? error.message : String(error);
    }
  }
}

async function runDrain({ name, run }: Task, log: Log): Promise<void> {
  try {
    await run();
  } catch (error) {
    log.error({ name, ...describe(error) }, 'drain hook failed, ignoring');
  }
}

async function runHook({ name, run, deadlineMs }: ShutdownHook, log: Log): Promise<void> {
  try {
    await runByDeadline(run, deadlineMs);
    log.debug({ name }, 'shutdown hook done');
  } catch (error) {
    log.error({ name, ...describe(error) }, 'shutdown hook failed, ignoring');
  }
}

/** Describes a Fault by its sentence, and a defect by its stack. */
function describe(error: unknown): object {
  return error instanceof Fault ? { reason: error.message } : { err: error };
}
