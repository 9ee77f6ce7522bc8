import { request } from 'node:http';
import type { Settings } from '../config/settings.ts';
import type { World } from '../edge/world.ts';
import { errnoOf, Fault } from '../faults/fault.ts';
import { findAdminSocket, planAdminSockets } from '../planes/admin-socket.ts';

/** How long the server may take to answer: less than any prober gives the command. */
const DEADLINE_MS = 2_000;

export interface HealthQuestion {
  /** Of the program, by which its unix socket is found. */
  readonly name: string;
  readonly settings: Pick<Settings, 'opsPort' | 'opsHost' | 'adminSocket'>;
  /** What to ask the ops listener for. */
  readonly path: string;
}

/**
 * Asks the server that runs beside this process with the same settings whether it is healthy: by its
 * ops listener, or where that is off or its port the kernel's choice, by the socket for administration.
 *
 * @throws {Fault} `UNHEALTHY` where it is not, or says nothing in time.
 */
export async function checkHealth(world: World, question: HealthQuestion): Promise<void> {
  const place = findPlace(world, question);
  if (place === undefined)
    throw new Fault('UNHEALTHY', {
      url: question.path,
      reason: 'there is no listener to ask; set OPS_PORT to a port, as the server has it',
    });
  const { url, ...target } = place;
  const reason = await new Promise<string | undefined>((resolve) => {
    const asked = request({ ...target, agent: false }, (response) => {
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
  if (reason !== undefined) throw new Fault('UNHEALTHY', { url, reason });
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
  const socketPath = findAdminSocket(planAdminSockets({ env, name, setting: adminSocket }));
  if (socketPath === undefined) return undefined;
  return { socketPath, path: '/health', url: `${socketPath}:/health` };
}

/** The address by which this machine reaches a listener on all of its addresses. */
function toReachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}
