import { once } from 'node:events';
import type { Server } from 'node:http';
import { SocketAddress, type AddressInfo } from 'node:net';
import { Fault } from '../../world/faults/fault.ts';
import type { Address } from './bind-port.ts';
import { renderAddress } from './render-address.ts';

/** The most that may wait while no process accepts; the kernel takes less where net.core.somaxconn is: listen(2). */
const BACKLOG = 4_096;

/** A socket that was handed over. */
export interface HandedSocket {
  readonly fd: number;
  /** As the socket unit has it. */
  readonly name: string;
}

export interface Adoption extends HandedSocket {
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
  await listenOn(server, adoption);
  const problem = findDisagreement(server.address(), adoption);
  if (problem === undefined) return;
  server.close(); // before this turn of the event loop has accepted anybody
  throw new Fault('ADDRESS_DISAGREES', { ...problem, name: adoption.name });
}

/**
 * The same for a socket whose callers are known by the permissions of its path, which one of TCP has not.
 *
 * @throws {Fault} `DESCRIPTOR_NO_LISTENER` or `DESCRIPTOR_NOT_UNIX`.
 */
export async function adoptUnixDescriptor(server: Server, socket: HandedSocket): Promise<void> {
  await listenOn(server, socket);
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  server.close();
  throw new Fault('DESCRIPTOR_NOT_UNIX', { name: socket.name, found: renderAddress(address) });
}

async function listenOn(server: Server, { fd, name }: HandedSocket): Promise<void> {
  try {
    await once(server.listen({ fd }, BACKLOG), 'listening');
  } catch (error) {
    throw new Fault('DESCRIPTOR_NO_LISTENER', { fd, name }, { cause: error });
  }
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
  const text = renderAddress(found);
  if (isSet.port && port !== 0 && port !== found.port)
    return { setting: settings.port, value: String(port), found: text };
  if (isSet.host && normalize(host) !== found.address)
    return { setting: settings.host, value: host, found: text };
  return undefined;
}

/** The one way of many to write an IPv6 address: RFC 5952; its link after % is kept, which SocketAddress drops: RFC 4007. */
function normalize(host: string): string {
  const [address = '', ...link] = host.split('%');
  const family = host.includes(':') ? 'ipv6' : 'ipv4';
  return [new SocketAddress({ address, family }).address, ...link].join('%');
}
