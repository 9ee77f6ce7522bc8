import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Settings } from '../../config/settings.ts';
import type { World } from '../../world/world.ts';
import { errnoOf, Fault, type FaultFacts } from '../../world/faults/fault.ts';
import { findAdminSocket, planAdminSockets } from '../../management/admin/socket-path.ts';

/** How long the server may take to respond: less than any prober allows this command. */
const DEADLINE_MS = 2_000;

/** How long to wait before the next check. */
const RETRY_DELAY_MS = 100;

export interface HealthCheckOptions {
  /** Name of the program, which is part of the path of its unix socket. */
  readonly name: string;
  readonly settings: Pick<Settings, 'opsPort' | 'opsHost' | 'adminSocket'>;
  /** Path to request from the ops listener. */
  readonly path: string;
  /** Milliseconds to keep checking until the server is healthy. */
  readonly waitMs: number;
}

/**
 * Checks whether the local server with the same settings is healthy: over its ops listener or, if that
 * is off or on a port that the kernel chose, over its admin socket.
 *
 * Stops waiting when the process in $MAINPID has ended: systemd sets the variable for ExecStartPost=.
 *
 * @throws {Fault} `UNHEALTHY` if the last check failed or timed out.
 */
export async function checkHealth(world: World, options: HealthCheckOptions): Promise<void> {
  const endMs = world.monotonicMs() + options.waitMs;
  for (;;) {
    const problem = await findProblem(world, options);
    if (problem === undefined) return;
    if (world.monotonicMs() >= endMs || hasEnded(world)) throw new Fault('UNHEALTHY', problem);
    await sleep(RETRY_DELAY_MS);
  }
}

function hasEnded({ env, isRunning }: World): boolean {
  const pid = Number(env['MAINPID']);
  return Number.isInteger(pid) && pid > 0 && !isRunning(pid);
}

/** Looks for the listener at each check, because its socket may not exist before the server runs. */
async function findProblem(
  world: World,
  options: HealthCheckOptions,
): Promise<FaultFacts<'UNHEALTHY'> | undefined> {
  const endpoint = findEndpoint(world, options);
  if (endpoint === undefined)
    return {
      url: options.path,
      reason: 'no listener to connect to; set OPS_PORT to the port of the server',
    };
  const reason = await probe(world, endpoint);
  return reason === undefined ? undefined : { url: endpoint.url, reason };
}

/** @returns Why the server is not healthy; undefined if it is. */
function probe(world: World, endpoint: HealthEndpoint): Promise<string | undefined> {
  return new Promise((resolve) => {
    const sent = request({ ...endpoint, agent: false }, (response) => {
      const { statusCode = 0 } = response;
      resolve(statusCode === 200 ? undefined : `expected 200, got ${statusCode}`);
      sent.destroy();
    });
    const cancel = world.schedule(DEADLINE_MS, () => {
      sent.destroy(new Error(`no response within ${DEADLINE_MS} ms`));
    });
    sent.once('close', cancel).once('error', (error) => {
      resolve(`expected 200, got ${errnoOf(error) ?? error.message}`);
    });
    sent.end();
  });
}

/** Listener and path to request, and its URL as a person would write it. */
type HealthEndpoint = { readonly url: string; readonly path: string } & (
  { readonly host: string; readonly port: number } | { readonly socketPath: string }
);

function findEndpoint(
  { env }: World,
  { name, settings, path }: HealthCheckOptions,
): HealthEndpoint | undefined {
  const { opsPort: port, opsHost, adminSocket } = settings;
  if (port !== 'off' && port !== 0) {
    const host = toReachable(opsHost);
    const authority = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
    return { host, port, path, url: `http://${authority}${path}` };
  }
  if (path !== '/livez') return undefined; // the admin socket answers for liveness only
  const socketPath = findAdminSocket(planAdminSockets({ env, name, setting: adminSocket }));
  if (socketPath === undefined) return undefined;
  return { socketPath, path: '/health', url: `${socketPath}:/health` };
}

/** Returns the address at which this machine reaches a listener on all addresses. */
function toReachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}
