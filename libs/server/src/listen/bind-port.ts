import { once } from 'node:events';
import { errnoOf, Fault } from '../faults/fault.ts';
import type { Listen } from './listen.ts';

/**
 * Binds the address and port of the settings: containers, Nomad, a terminal.
 *
 * @throws {Fault} `PORT_TAKEN`, `PORT_FORBIDDEN` or `HOST_NOT_OURS`; see bind(2) for their causes.
 */
export const bindPort: Listen = async (server, { host, port }) => {
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (error) {
    switch (errnoOf(error)) {
      case 'EADDRINUSE':
        throw new Fault('PORT_TAKEN', { host, port }, { cause: error });
      case 'EACCES':
        throw new Fault('PORT_FORBIDDEN', { host, port }, { cause: error });
      case 'EADDRNOTAVAIL':
      case 'EAFNOSUPPORT': // an IPv6 address where the kernel has no IPv6
      case 'EINVAL': // a link-local IPv6 address without its interface
        throw new Fault('HOST_NOT_OURS', { host }, { cause: error });
      default:
        throw error;
    }
  }
};
