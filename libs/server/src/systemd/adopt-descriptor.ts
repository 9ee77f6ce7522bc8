import { once } from 'node:events';
import type { Server } from 'node:http';
import { SocketAddress, type AddressInfo } from 'node:net';
import { Fault } from '../faults/fault.ts';
import type { Address } from '../listen/bind-port.ts';

/** The most that may wait while no process accepts; the kernel takes less where net.core.somaxconn is: listen(2). */
const BACKLOG = 4_096;

export interface Adoption {
  /** Number of the listening socket. */
  readonly fd: number;
  /** Its name, as the socket unit has it. */
  readonly name: string;
  /** The address that the settings ask for. */
  readonly address: Address;
  /** Which parts of that were asked for, and not left to their defaults. */
  readonly isSet: { readonly host: boolean; readonly port: boolean };
}

/**
 * Listens on a socket that was handed over. It stays the service manager's: to close ours neither
 * shuts it down nor removes its path, and who connects meanwhile waits for the next process.
 *
 * @throws {Fault} `DESCRIPTOR_NO_LISTENER`, or `ADDRESS_DISAGREES` where the settings ask for another
 *   address; on a unix socket they ask for nothing.
 */
export async function adoptDescriptor(server: Server, adoption: Adoption): Promise<void> {
  const { fd, name } = adoption;
  try {
    await once(server.listen({ fd }, BACKLOG), 'listening');
  } catch (error) {
    throw new Fault('DESCRIPTOR_NO_LISTENER', { fd, name }, { cause: error });
  }
  const problem = findDisagreement(server.address(), adoption);
  if (problem === undefined) return;
  server.close(); // before this turn of the event loop has accepted anybody
  throw new Fault('ADDRESS_DISAGREES', { ...problem, name });
}

interface Disagreement {
  readonly setting: string;
  readonly value: string;
  readonly found: string;
}

function findDisagreement(
  found: AddressInfo | string | null,
  { address: { host, port, settings }, isSet }: Adoption,
): Disagreement | undefined {
  if (found === null || typeof found === 'string') return undefined; // a unix socket
  const place = found.family === 'IPv6' ? `[${found.address}]` : found.address;
  const text = `${place}:${found.port}`;
  if (isSet.port && port !== 0 && port !== found.port)
    return { setting: settings.port, value: String(port), found: text };
  if (isSet.host && normalize(host) !== found.address)
    return { setting: settings.host, value: host, found: text };
  return undefined;
}

/** The one way of many to write an IPv6 address: RFC 5952. */
function normalize(host: string): string {
  return new SocketAddress({ address: host, family: host.includes(':') ? 'ipv6' : 'ipv4' }).address;
}
