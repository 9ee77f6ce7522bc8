import { Fault } from '../../world/faults/fault.ts';
import type { Descriptors, PassedDescriptors } from './parse-descriptors.ts';

export interface AssignedDescriptors {
  readonly descriptors: Descriptors;
  /** Name of the socket that became `http` although it has another; undefined if none did. */
  readonly adoptedName: string | undefined;
  /** Names of the descriptors that are no sockets and that the server does not use. */
  readonly ignoredNames: readonly string[];
}

/**
 * Assigns the sockets whose names are unknown: the kernel accepts their clients, and nothing would answer
 * them. A lone socket without a name of its own becomes `http`.
 *
 * @throws {Fault} `SOCKETS_UNASSIGNED` if a socket is left.
 */
export function assignSockets(
  { descriptors, unknown }: PassedDescriptors,
  isSocket: (fd: number) => boolean,
): AssignedDescriptors {
  const sockets = unknown.filter(({ fd }) => isSocket(fd));
  const ignoredNames = unknown.filter(({ fd }) => !isSocket(fd)).map(({ name }) => name);
  const [lone, ...others] = sockets;
  if (lone === undefined) return { descriptors, adoptedName: undefined, ignoredNames };
  if (others.length > 0 || !isUnnamed(lone.name) || descriptors.http !== undefined)
    throw new Fault('SOCKETS_UNASSIGNED', { names: sockets.map(({ name }) => name) });
  return { descriptors: { ...descriptors, http: lone.fd }, adoptedName: lone.name, ignoredNames };
}

/** Returns whether a name is what systemd uses without FileDescriptorName=: systemd.socket(5), sd_listen_fds(3). */
function isUnnamed(name: string): boolean {
  return name.endsWith('.socket') || name === 'unknown' || name === '';
}
