import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { normalizeHost } from '../../config/listen-addresses.ts';
import { Fault } from '../../world/faults/fault.ts';
import type { Address } from './bind-port.ts';
import { renderAddress } from './render-address.ts';

/** Maximum pending connections while no process accepts; net.core.somaxconn may lower it: listen(2). */
const BACKLOG = 4_096;

/** A listening socket that the service manager passed. */
export interface PassedSocket {
  readonly fd: number;
  /** FileDescriptorName= of the socket unit. */
  readonly name: string;
}

export interface AdoptOptions extends PassedSocket {
  /** Address in the settings. */
  readonly address: Address;
  /** Which parts of it were set, and are not defaults. */
  readonly isSet: { readonly host: boolean; readonly port: boolean };
}

/**
 * Listens on a socket that the service manager passed and keeps: closing it here neither shuts it down
 * nor removes its path, and new connections wait for the next process.
 *
 * @throws {Fault} `DESCRIPTOR_NO_LISTENER`, or `ADDRESS_DISAGREES` if the settings have another
 *   address; they do not apply to a unix socket.
 */
export async function adoptDescriptor(server: Server, options: AdoptOptions): Promise<void> {
  await listenOn(server, options);
  const problem = findDisagreement(server.address(), options);
  if (problem === undefined) return;
  server.close(); // in the same turn of the event loop, before a connection is accepted
  throw new Fault('ADDRESS_DISAGREES', { ...problem, name: options.name });
}

/**
 * Listens on a unix socket that the service manager passed; the permissions of its path authenticate
 * clients, which a TCP socket cannot.
 *
 * @throws {Fault} `DESCRIPTOR_NO_LISTENER` or `DESCRIPTOR_NOT_UNIX`.
 */
export async function adoptUnixDescriptor(server: Server, socket: PassedSocket): Promise<void> {
  await listenOn(server, socket);
  const address = server.address();
  if (address === null || typeof address === 'string') return;
  server.close();
  throw new Fault('DESCRIPTOR_NOT_UNIX', { name: socket.name, found: renderAddress(address) });
}

async function listenOn(server: Server, { fd, name }: PassedSocket): Promise<void> {
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
  { address: { host, port, settings }, isSet }: AdoptOptions,
): Disagreement | undefined {
  if (found === null || typeof found === 'string') return undefined; // a unix socket
  const text = renderAddress(found);
  if (isSet.port && port !== 0 && port !== found.port)
    return { setting: settings.port, value: String(port), found: text };
  if (isSet.host && normalizeHost(host) !== found.address)
    return { setting: settings.host, value: host, found: text };
  return undefined;
}
