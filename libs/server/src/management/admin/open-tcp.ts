import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { adoptDescriptor } from '../../lifecycle/listen/adopt-descriptor.ts';
import { bindAddress } from '../../lifecycle/listen/bind-port.ts';
import { Fault } from '../../world/faults/fault.ts';
import type { OpenListener } from '../server/create-management-server.ts';
import type { AdminOptions } from './admin-options.ts';
import { authenticate } from './authenticate.ts';
import type { Token } from './caller.ts';
import { createAdminServer } from './create-admin-server.ts';
import { createFailureLimit } from './failure-limit.ts';
import { planTokens, readTokens } from './read-tokens.ts';

/**
 * Opens the admin API on TCP. In a module of its own, because the hashes of tokens need node:crypto, which
 * takes a third of the time in which the management thread starts.
 *
 * @throws {Fault} if there is no token, or from `bindAddress`.
 */
export async function openTcp(
  port: number,
  options: AdminOptions,
): Promise<readonly OpenListener[]> {
  const { settings, env, monotonicMs, log, onError, inherited } = options;
  const { adminHost: host } = settings;
  const places = planTokens(env);
  if (readTokens(places).length === 0) throw new Fault('ADMIN_TOKEN_MISSING', { port });
  const failures = createFailureLimit(monotonicMs);
  const tokens = (): readonly Token[] => readTokensOrNone(places, onError);
  const server = createAdminServer(options, {
    hosts: () => hostsOf(server, host),
    authenticate: (request) => authenticate(request, { tokens, failures }),
  });
  const address = { host, port, settings: { host: 'ADMIN_HOST', port: 'ADMIN_PORT' } };
  const { 'admin-tcp': fd } = inherited.descriptors;
  if (fd === undefined) await bindAddress(server, address);
  else
    await adoptDescriptor(server, {
      fd,
      name: 'admin-tcp',
      address,
      isSet: { host: true, port: true },
    });
  log('info', { listener: 'admin', address: server.address() }, 'listening');
  if (!isLoopback(host))
    log('warn', { host }, 'the admin API is not encrypted: publish its port on 127.0.0.1 only');
  return [{ server, name: 'admin-tcp', afterClose: () => undefined }];
}

function hostsOf(server: Server, host: string): ReadonlySet<string> {
  const { port } = server.address() as AddressInfo;
  const name = host.includes(':') ? `[${host}]` : host;
  const isSpecific = !['0.0.0.0', '[::]'].includes(name); // pages reach this machine by such a name, too
  const names = ['localhost', '127.0.0.1', '[::1]', ...(isSpecific ? [name] : [])];
  return new Set(names.map((it) => `${it}:${port}`));
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address === '::1';
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
