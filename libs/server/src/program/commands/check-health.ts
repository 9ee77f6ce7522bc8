import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from '../../config/settings.ts';
import type { World } from '../../world/world.ts';
import { errnoOf, Fault, type FaultFacts } from '../../world/faults/fault.ts';
import { findAdminSocket, planAdminSockets } from '../../management/admin/socket-path.ts';

/** How long the server may take to answer: less than any prober gives the command. */
const DEADLINE_MS = 2_000;

/** How long to wait before the next question. */
const ASK_AGAIN_MS = 100;

export interface HealthQuestion {
  /** Of the program, by which its unix socket is found. */
  readonly name: string;
  readonly settings: Pick<Settings, 'opsPort' | 'opsHost' | 'adminSocket'>;
  /** What to ask the ops listener for. */
  readonly path: string;
  /** Milliseconds to ask again while it is not. */
  readonly waitMs: number;
}

/**
 * Asks the server that runs beside this process with the same settings whether it is healthy: by its
 * ops listener, or where that is off or its port the kernel's choice, by the socket for administration.
 *
 * Waits no longer for a process that has ended, where $MAINPID names one: systemd sets it for ExecStartPost=.
 *
 * @throws {Fault} `UNHEALTHY` where it is not, or says nothing in time, to the last question.
 */
export async function checkHealth(world: World, question: HealthQuestion): Promise<void> {
  const endMs = world.monotonicMs() + question.waitMs;
  for (;;) {
    const trouble = await findTrouble(world, question);
    if (trouble === undefined) return;
    if (world.monotonicMs() >= endMs || hasEnded(world)) throw new Fault('UNHEALTHY', trouble);
    await sleep(ASK_AGAIN_MS);
  }
}

function hasEnded({ env, isRunning }: World): boolean {
  const pid = Number(env['MAINPID']);
  return Number.isInteger(pid) && pid > 0 && !isRunning(pid);
}

/** Looks for the listener each time: a socket may come with the server that is waited for. */
async function findTrouble(
  world: World,
  question: HealthQuestion,
): Promise<FaultFacts<'UNHEALTHY'> | undefined> {
  const place = findPlace(world, question);
  if (place === undefined)
    return {
      url: question.path,
      reason: 'there is no listener to ask; set OPS_PORT to a port, as the server has it',
    };
  const reason = await ask(world, place);
  return reason === undefined ? undefined : { url: place.url, reason };
}

/** @returns Why the answer is none of a healthy server. */
function ask(world: World, place: Place): Promise<string | undefined> {
  return new Promise((resolve) => {
    const asked = request({ ...place, agent: false }, (response) => {
      const { statusCode = 0 } = response;
      resolve(statusCode === 200 ? undefined : `expected 200, got ${statusCode}`);
      asked.destroy();
    });
    const callOff = world.schedule(DEADLINE_MS, () => {
      asked.destroy(new Error(`no answer in ${DEADLINE_MS} ms`));
    });
    asked.once('close', callOff).once('error', (error) => {
      resolve(`expected 200, got ${errnoOf(error) ?? error.message}`);
    });
    asked.end();
  });
}

/** What to connect to and ask for, and how a person would write it. */
type Place = { readonly url: string; readonly path: string } & (
  { readonly host: string; readonly port: number } | { readonly socketPath: string }
);

function findPlace({ env }: World, { name, settings, path }: HealthQuestion): Place | undefined {
  const { opsPort: port, opsHost, adminSocket } = settings;
  if (port !== 'off' && port !== 0) {
    const host = toReachable(opsHost);
    const authority = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
    return { host, port, path, url: `http://${authority}${path}` };
  }
  if (path !== '/livez') return undefined; // that socket has no status for anything else
  const socketPath = findAdminSocket(planAdminSockets({ env, name, setting: adminSocket }));
  if (socketPath === undefined) return undefined;
  return { socketPath, path: '/health', url: `${socketPath}:/health` };
}

/** The address by which this machine reaches a listener on all of its addresses. */
function toReachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}
