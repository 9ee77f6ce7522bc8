import { bindPort } from './bind-port.ts';
import type { Listen } from './listen.ts';
import { adoptDescriptor } from './adopt-descriptor.ts';

/**
 * Takes the socket that the service manager has handed over as `http`, and without one binds the
 * address of the settings: a service under systemd, with its socket unit or without.
 *
 * @throws {Fault} of `adoptDescriptor` or `bindPort`.
 */
export const adoptSocket: Listen = async (server, place) => {
  const { fd, host, port, isSet } = place;
  if (fd === undefined) return bindPort(server, place);
  const address = { host, port, settings: { host: 'HOST', port: 'PORT' } };
  await adoptDescriptor(server, { fd, name: 'http', address, isSet });
  return 'adopted';
};
