import { once } from 'node:events';
import type { Server } from 'node:net';
import { errnoOf, Fault } from '../../world/faults/fault.ts';
import type { Listen } from './listen.ts';

/**
 * Binds the address and port of the settings: for containers, Nomad or a terminal.
 *
 * @throws {Fault} `PORT_TAKEN`, `PORT_FORBIDDEN` or `HOST_NOT_OURS`; see bind(2) for the causes.
 */
export const bindPort: Listen = async (server, { host, port }) => {
  await bindAddress(server, { host, port, settings: { host: 'HOST', port: 'PORT' } });
  return 'bound';
};

export interface Address {
  readonly host: string;
  readonly port: number;
  /** Names of the settings that an operator would change. */
  readonly settings: { readonly host: string; readonly port: string };
  /** Whether :: leaves IPv4 to another socket; default: it accepts both. */
  readonly ipv6Only?: boolean;
}

/**
 * Binds an address.
 *
 * @throws {Fault} those of `bindPort`.
 */
export async function bindAddress(
  server: Server,
  { host, port, settings, ipv6Only = false }: Address,
): Promise<void> {
  server.listen({ host, port, ipv6Only });
  try {
    await once(server, 'listening');
  } catch (error) {
    const facts = { host, port, setting: settings.port };
    switch (errnoOf(error)) {
      case 'EADDRINUSE':
        throw new Fault('PORT_TAKEN', facts, { cause: error });
      case 'EACCES':
        throw new Fault('PORT_FORBIDDEN', facts, { cause: error });
      case 'EADDRNOTAVAIL':
      case 'EAFNOSUPPORT': // an IPv6 address on a kernel without IPv6
      case 'EINVAL': // a link-local IPv6 address without its interface
        throw new Fault('HOST_NOT_OURS', { host, setting: settings.host }, { cause: error });
      default:
        throw error;
    }
  }
}
