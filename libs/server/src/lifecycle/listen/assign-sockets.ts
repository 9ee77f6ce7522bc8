import { errnoOf, Fault } from '../../world/faults/fault.ts';
import type { Descriptors, PassedDescriptor, PassedDescriptors } from './parse-descriptors.ts';

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
 * @param isSocket Throws EBADF if the descriptor is not open.
 * @throws {Fault} `SOCKETS_UNASSIGNED` if a socket is left, `DESCRIPTOR_NOT_OPEN`.
 */
export function assignSockets(
  { descriptors, unknown }: PassedDescriptors,
  isSocket: (fd: number) => boolean,
): AssignedDescriptors {
  const sockets = unknown.filter((one) => isOpenSocket(one, isSocket));
  const ignoredNames = unknown.filter((one) => !sockets.includes(one)).map(({ name }) => name);
  const [lone, ...others] = sockets;
  if (lone === undefined) return { descriptors, adoptedName: undefined, ignoredNames };
  if (others.length > 0 || !isUnnamed(lone.name) || descriptors.http !== undefined)
    throw new Fault('SOCKETS_UNASSIGNED', { names: sockets.map(({ name }) => name) });
  return { descriptors: { ...descriptors, http: lone.fd }, adoptedName: lone.name, ignoredNames };
}

function isOpenSocket({ name, fd }: PassedDescriptor, isSocket: (fd: number) => boolean): boolean {
  try {
    return isSocket(fd);
  } catch (error) {
    if (errnoOf(error) !== 'EBADF') throw error;
    throw new Fault('DESCRIPTOR_NOT_OPEN', { name, fd }, { cause: error });
  }
}

/** Returns whether a name is what systemd uses without FileDescriptorName=: systemd.socket(5), sd_listen_fds(3). */
function isUnnamed(name: string): boolean {
  return name.endsWith('.socket') || name === 'unknown' || name === '';
}
