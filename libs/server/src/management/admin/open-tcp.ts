import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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
  const { settings, env, monotonicMs, log, onError } = options;
  const { adminHost: host } = settings;
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
