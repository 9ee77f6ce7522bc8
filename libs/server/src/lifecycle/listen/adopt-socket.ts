import { bindPort } from './bind-port.ts';
import type { Listen } from './listen.ts';
import { adoptDescriptor } from './adopt-descriptor.ts';

/**
 * Adopts the socket that the service manager passed as `http`, or binds the address of the settings if
 * there is none: for a service under systemd, with or without a socket unit.
 *
 * @throws {Fault} those of `adoptDescriptor` and `bindPort`.
 */
export const adoptSocket: Listen = async (server, address) => {
  const { fd, host, port, isSet } = address;
  if (fd === undefined) return bindPort(server, address);
  const settings = { host: 'HOST', port: 'PORT' };
  await adoptDescriptor(server, { fd, name: 'http', address: { host, port, settings }, isSet });
  return 'adopted';
};
