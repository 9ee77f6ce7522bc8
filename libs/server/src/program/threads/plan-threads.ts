import { MAX_THREADS } from '../../config/declared/listen.ts';
import type { Settings } from '../../config/settings.ts';
import { assignSockets } from '../../lifecycle/listen/assign-sockets.ts';
import { parseDescriptors } from '../../lifecycle/listen/parse-descriptors.ts';
import { readUnixSocket } from '../../lifecycle/listen/unix-socket.ts';
import { Fault } from '../../world/faults/fault.ts';
import type { World } from '../../world/world.ts';

const MEGABYTE = 1024 * 1024;
/** What the process needs in addition to its serving threads, and what each of them needs under load. */
const BASE_BYTES = 96 * MEGABYTE;
const THREAD_BYTES = 48 * MEGABYTE;

/** Number of serving threads. */
export interface ThreadPlan {
  readonly count: number;
  /** A sentence for each reason to start fewer than there are processors. */
  readonly warnings: readonly string[];
}

/** Returns one thread per processor, or as many as the memory suffices for if those are fewer. */
export function countForMachine(processors: number, memoryLimitBytes: number): number {
  const countForMemory = Math.floor((memoryLimitBytes - BASE_BYTES) / THREAD_BYTES);
  return Math.max(1, Math.min(processors, countForMemory, MAX_THREADS));
}

type PlanWorld = Pick<World, 'managerEnv' | 'identity' | 'isSocket' | 'availableParallelism'>;
type PlannedSettings = Pick<Settings, 'servingThreads' | 'listen' | 'tlsCertFile' | 'tlsKeyFile'>;

/**
 * Plans the number of serving threads. Some configurations allow only one: then `auto` is one, with a
 * warning.
 *
 * @throws {Fault} `THREADS_NEED_TCP` or `THREADS_NEED_FILES` if a number above 1 is set although only one is possible.
 */
export async function planThreads(
  world: PlanWorld,
  settings: PlannedSettings,
): Promise<ThreadPlan> {
  const { servingThreads } = settings;
  const count =
    servingThreads === 'auto'
      ? countForMachine(world.availableParallelism(), world.identity().memoryLimitBytes)
      : servingThreads;
  const fault = count > 1 ? await findObstacle(world, settings, count) : undefined;
  if (fault === undefined) return { count, warnings: [] };
  if (servingThreads !== 'auto') throw fault;
  return { count: 1, warnings: [fault.message] };
}

/** Finds what only one thread can use: a unix socket, whose connections Node hands to no other, or a pipe. */
async function findObstacle(
  world: PlanWorld,
  { listen = [], tlsCertFile: certPath, tlsKeyFile: keyPath }: PlannedSettings,
  count: number,
): Promise<Fault | undefined> {
  const path = findUnixSocket(world);
  if (path !== undefined)
    return new Fault('THREADS_NEED_TCP', {
      path,
      setting: 'ListenStream= in the socket unit',
      count,
    });
  const ours = listen.find((address) => address.startsWith('unix:'));
  if (ours !== undefined)
    return new Fault('THREADS_NEED_TCP', { path: ours, setting: 'LISTEN', count });
  if (certPath === undefined || keyPath === undefined) return undefined;
  const { isRereadable } = await import('../../lifecycle/tls/pair.ts');
  if (await isRereadable({ certPath, keyPath })) return undefined;
  return new Fault('THREADS_NEED_FILES', { certPath, keyPath, count });
}

/** Returns the path of the unix socket that the service manager passed for the application. */
function findUnixSocket({
  managerEnv,
  identity,
  isSocket,
}: Pick<World, 'managerEnv' | 'identity' | 'isSocket'>): string | undefined {
  const passed = parseDescriptors(managerEnv, identity().pid);
  const { http, https = http } = assignSockets(passed, isSocket).descriptors;
  return https === undefined ? undefined : readUnixSocket(https)?.path;
}
