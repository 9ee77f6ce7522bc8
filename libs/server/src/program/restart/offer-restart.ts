import type { Server } from 'node:net';
import { descriptorOf } from '../../http/restart-surfaces.ts';
import type { SocketOrigin } from '../../lifecycle/listen/listen.ts';
import { awaitReady } from '../../lifecycle/restart/await-ready.ts';
import { findObstacle } from '../../lifecycle/restart/find-obstacle.ts';
import type { Restarted } from '../../management/admin/operations/lifecycle.ts';
import { OperationError } from '../../management/bridge/operation-error.ts';
import type { HeldSocket } from '../../management/messages.ts';
import type { ManagementThread } from '../../management/start-management.ts';
import type { Successor, World } from '../../world/world.ts';
import type { Parts, ServeOptions } from '../parts.ts';

/** The answer to POST /upgrade has to be sent before the process ends. */
const ANSWER_MS = 100;

/** What a restart hands over. */
export interface Restartable {
  readonly server: Server;
  /** Undefined if no management listener is on. */
  readonly management: ManagementThread | undefined;
}

/** Replaces this process by a new one of the program, without a failed request. */
export interface Restart {
  /** Rejects with an `OperationError` if this process keeps serving. */
  readonly run: () => Promise<Restarted>;
  /** Names what is open, after which a restart is possible. */
  readonly arm: (restartable: Restartable) => void;
  /** Returns who owns the listening socket at the end: one that was handed over stays open. */
  readonly originAtEnd: (origin: SocketOrigin) => SocketOrigin;
}

/** Offers the restart by SIGUSR2, and to the admin API. */
export function offerRestart(world: World, options: ServeOptions, parts: Parts): Restart {
  const log = parts.loggers.named('restart');
  let restartable: Restartable | undefined;
  let isUnderWay = false;
  let isHandedOver = false;
  const obstacle = findObstacle(world);
  if (obstacle !== undefined) log.warn({ reason: obstacle }, 'SEAMLESS_RESTART has no effect');
  function findRefusal(): string | undefined {
    if (obstacle !== undefined) return obstacle;
    if (isUnderWay) return 'A restart is already under way';
    const phase = parts.lifecycle.phase();
    if (phase === 'ready' && restartable !== undefined) return undefined;
    return `Cannot restart while the server is ${phase}; try again once it is ready`;
  }
  async function restart(): Promise<Restarted> {
    const refusal = findRefusal();
    if (refusal !== undefined || restartable === undefined)
      throw new OperationError(409, refusal ?? '');
    isUnderWay = true;
    try {
      const pid = await handOver(restartable, { world, options, parts });
      isHandedOver = true;
      return { message: `Handing over to process ${pid}`, pid };
    } finally {
      isUnderWay = isHandedOver;
    }
  }
  async function run(): Promise<Restarted> {
    try {
      return await restart();
    } catch (error) {
      const facts = error instanceof OperationError ? { reason: error.message } : { err: error };
      log.error(facts, 'cannot restart');
      throw error;
    }
  }
  world.onRestart(() => {
    run().catch(() => undefined); // it is in the log
  });
  return {
    run,
    arm: (opened) => (restartable = opened),
    originAtEnd: (origin) => (isHandedOver ? 'adopted' : origin),
  };
}

interface Restarting {
  readonly world: World;
  readonly options: ServeOptions;
  readonly parts: Parts;
}

/** Starts the successor, waits until it is ready, and asks this process to stop. */
async function handOver(
  { server, management }: Restartable,
  { world, options, parts }: Restarting,
): Promise<number> {
  const log = parts.loggers.named('restart');
  const http = descriptorOf(server);
  if (http === undefined) throw new OperationError(409, 'The server does not listen any more');
  const held = [{ name: 'http', fd: http }, ...((await management?.lend()) ?? [])];
  const successor = await start(world, held);
  log.info({ successor: successor.pid }, 'started a successor');
  const { seamlessRestartTimeoutMs: timeoutMs } = parts.liveSettings.current;
  const failure = await awaitReady(successor, endAt(world, timeoutMs, options.stop));
  if (failure !== undefined) {
    stop(successor, world, parts);
    const rest = options.stop.aborted ? 'both are stopping' : 'this process keeps serving';
    throw new OperationError(
      500,
      `Cannot hand over to process ${successor.pid}: ${failure}; ${rest}`,
    );
  }
  log.info({ successor: successor.pid }, 'handing over');
  management?.release();
  world.schedule(ANSWER_MS, () => {
    options.requestStop('successor');
  });
  return successor.pid;
}

async function start(world: World, held: readonly HeldSocket[]): Promise<Successor> {
  const names = [...held.map(({ name }) => name), 'notify'];
  const adminPath = held.find(({ path }) => path !== undefined)?.path;
  try {
    return await world.startSuccessor({
      fds: held.map(({ fd }) => fd),
      env: {
        LISTEN_FDS: String(names.length),
        LISTEN_FDNAMES: names.join(':'),
        TSCRATCH_PREDECESSOR: String(world.identity().pid),
        ...(adminPath !== undefined && { TSCRATCH_ADMIN_SOCKET: adminPath }),
      },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OperationError(
      500,
      `Cannot start the program again: ${reason}; this process keeps serving`,
    );
  }
}

/** Returns a signal that aborts after a time, or when this process has to stop. */
function endAt({ schedule }: World, timeoutMs: number, stop: AbortSignal): AbortSignal {
  const controller = new AbortController();
  schedule(timeoutMs, () => {
    controller.abort(`it was not ready within ${timeoutMs} ms`);
  });
  stop.addEventListener('abort', () => {
    controller.abort('this process was asked to stop');
  });
  if (stop.aborted) controller.abort('this process was asked to stop');
  return controller.signal;
}

/** Stops a successor that has failed: in order, because it may have connections. */
function stop({ kill }: Successor, { schedule }: World, { liveSettings }: Parts): void {
  kill('SIGTERM');
  schedule(liveSettings.current.drainTimeoutMs, () => {
    kill('SIGKILL');
  });
}
