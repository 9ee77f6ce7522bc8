import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Environment } from '../../config/reading.ts';
import { Fault } from '../../world/faults/fault.ts';
import { bindAddress } from '../../lifecycle/listen/bind-port.ts';
import { planAdminSockets } from './socket-path.ts';
import {
  createManagementServer,
  type ManagementServerOptions,
  type OpenListener,
} from '../server/create-management-server.ts';
import { adoptUnixDescriptor } from '../../lifecycle/listen/adopt-descriptor.ts';
import { isOpenToAll, readUnixSocket } from '../../lifecycle/listen/unix-socket.ts';
import type { Audit } from './audit.ts';
import { authenticate } from './authenticate.ts';
import { unixCaller, type Token } from './caller.ts';
import { createAccess, type AccessOptions } from './create-access.ts';
import { createFailureLimit } from './failure-limit.ts';
import { listenUnix } from '../../lifecycle/listen/listen-unix.ts';
import { planTokens, readTokens } from './read-tokens.ts';
import type { ManagementSettings } from '../../config/declared/management.ts';
import type { Inherited, ManagementLog } from '../bridge/inherited.ts';

export interface AdminOptions extends Pick<ManagementServerOptions, 'routes' | 'onError'> {
  readonly settings: ManagementSettings;
  readonly env: Environment;
  readonly inherited: Pick<Inherited, 'descriptors'>;
  /** Name of the program. */
  readonly name: string;
  readonly audit: Audit;
  readonly monotonicMs: () => number;
  readonly log: ManagementLog;
}

/**
 * Opens the admin API: on a unix socket unless ADMIN_SOCKET=off, and on TCP if ADMIN_PORT is set.
 *
 * @throws {Fault} if the socket in ADMIN_SOCKET cannot be created, or if there is no token for TCP.
 */
export async function openAdmin(options: AdminOptions): Promise<readonly OpenListener[]> {
  const tcp = await openTcp(options);
  try {
    return [...tcp, ...(await openUnix(options))];
  } catch (error) {
    for (const { server } of tcp) server.close();
    throw error;
  }
}

/** A socket from systemd has mode 0666 by default: systemd.socket(5) SocketMode=. */
async function adoptUnix(options: AdminOptions, fd: number): Promise<readonly OpenListener[]> {
  const { log } = options;
  const socket = readUnixSocket(fd);
  if (socket !== undefined && isOpenToAll(socket)) throw new Fault('ADMIN_SOCKET_EXPOSED', socket);
  if (socket === undefined)
    log('warn', { fd }, 'cannot determine who may connect to the admin socket');
  const server = createAdminServer(options, {
    hosts: () => undefined,
    authenticate: () => unixCaller,
  });
  await adoptUnixDescriptor(server, { fd, name: 'admin' });
  log('info', { listener: 'admin', address: socket?.path ?? null }, 'listening');
  return [{ server, afterClose: () => undefined }];
}

async function openUnix(options: AdminOptions): Promise<readonly OpenListener[]> {
  const { settings, env, name, log, inherited } = options;
  if (inherited.descriptors.admin !== undefined)
    return adoptUnix(options, inherited.descriptors.admin);
  const setting = settings.adminSocket;
  const problems: string[] = [];
  for (const path of planAdminSockets({ env, name, setting })) {
    const server = createAdminServer(options, {
      hosts: () => undefined,
      authenticate: () => unixCaller,
    });
    try {
      const afterClose = await listenUnix(server, path);
      log('info', { listener: 'admin', address: path }, 'listening');
      return [{ server, afterClose }];
    } catch (error) {
      if (!(error instanceof Fault) || setting !== undefined) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0)
    log('warn', { problems }, 'cannot create the admin socket, continuing without');
  return [];
}

async function openTcp(options: AdminOptions): Promise<readonly OpenListener[]> {
  const { settings, env, monotonicMs, log, onError } = options;
  const { adminHost: host, adminPort: port } = settings;
  if (port === 'off') return [];
  const places = planTokens(env);
  if (readTokens(places).length === 0) throw new Fault('ADMIN_TOKEN_MISSING', { port });
  const failures = createFailureLimit(monotonicMs);
  const tokens = (): readonly Token[] => readTokensOrNone(places, onError);
  const server = createAdminServer(options, {
    hosts: () => hostsOf(server, host),
    authenticate: (request) => authenticate(request, { tokens, failures }),
  });
  await bindAddress(server, { host, port, settings: { host: 'ADMIN_HOST', port: 'ADMIN_PORT' } });
  log('info', { listener: 'admin', address: server.address() }, 'listening');
  return [{ server, afterClose: () => undefined }];
}

type Gate = Pick<AccessOptions, 'hosts' | 'authenticate'>;

function createAdminServer({ routes, onError, settings, audit }: AdminOptions, gate: Gate): Server {
  return createManagementServer({ routes, onError, ...createAccess({ settings, audit, ...gate }) });
}

function hostsOf(server: Server, host: string): ReadonlySet<string> {
  const { port } = server.address() as AddressInfo;
  const names = ['localhost', '127.0.0.1', '[::1]', host.includes(':') ? `[${host}]` : host];
  return new Set(names.map((name) => `${name}:${port}`));
}

/** Reads the tokens at each request, so that a replaced token is invalid at once. */
function readTokensOrNone(
  places: Parameters<typeof readTokens>[0],
  onError: (error: unknown) => void,
): readonly Token[] {
  try {
    return readTokens(places);
  } catch (error) {
    onError(error); // others may have read the token, so it is not accepted
    return [];
  }
}
