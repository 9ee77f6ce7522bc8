import { Fault } from '../../world/faults/fault.ts';
import { adoptUnixDescriptor } from '../../lifecycle/listen/adopt-descriptor.ts';
import { listenUnix, removerOf } from '../../lifecycle/listen/listen-unix.ts';
import { isOpenToAll, readUnixSocket } from '../../lifecycle/listen/unix-socket.ts';
import type { OpenListener } from '../server/create-management-server.ts';
import type { AdminOptions } from './admin-options.ts';
import { unixCaller } from './caller.ts';
import { createAdminServer } from './create-admin-server.ts';
import { planAdminSockets } from './socket-path.ts';

/**
 * Opens the admin API: on a unix socket unless ADMIN_SOCKET=off, and on TCP if ADMIN_PORT is set.
 *
 * @throws {Fault} if the socket in ADMIN_SOCKET cannot be created, or if there is no token for TCP.
 */
export async function openAdmin(options: AdminOptions): Promise<readonly OpenListener[]> {
  const { adminPort } = options.settings;
  const tcp = adminPort === 'off' ? [] : await openTcpLater(adminPort, options);
  try {
    return [...tcp, ...(await openUnix(options))];
  } catch (error) {
    for (const { server } of tcp) server.close();
    throw error;
  }
}

/** Only this user and root can connect. */
const ADMIN_SOCKET = { setting: 'ADMIN_SOCKET', mode: 0o600, makesDirectory: true } as const;

/** A socket from systemd has mode 0666 by default: systemd.socket(5) SocketMode=. */
async function adoptUnix(options: AdminOptions, fd: number): Promise<readonly OpenListener[]> {
  const { log, inherited } = options;
  const { adminPath: path } = inherited.predecessor ?? {};
  if (path !== undefined) return takeOverUnix(options, { fd, path });
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
  return [{ server, name: 'admin', afterClose: () => undefined }];
}

/** Listens on the socket of a predecessor, which has made it as `openUnix` does and leaves its path to this process. */
async function takeOverUnix(
  options: AdminOptions,
  { fd, path }: { readonly fd: number; readonly path: string },
): Promise<readonly OpenListener[]> {
  const server = createAdminServer(options, {
    hosts: () => undefined,
    authenticate: () => unixCaller,
  });
  const afterClose = removerOf(path);
  await adoptUnixDescriptor(server, { fd, name: 'admin' });
  options.log('info', { listener: 'admin', address: path }, 'listening');
  return [{ server, name: 'admin', path, afterClose }];
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
      const afterClose = await listenUnix(server, path, ADMIN_SOCKET);
      log('info', { listener: 'admin', address: path }, 'listening');
      return [{ server, name: 'admin', path, afterClose }];
    } catch (error) {
      if (!(error instanceof Fault) || setting !== undefined) throw error;
      problems.push(error.message);
    }
  }
  if (problems.length > 0)
    log('warn', { problems }, 'cannot create the admin socket, continuing without');
  return [];
}

/** Loads what only TCP needs. */
async function openTcpLater(port: number, options: AdminOptions): Promise<readonly OpenListener[]> {
  const { openTcp } = await import('./open-tcp.ts');
  return openTcp(port, options);
}
