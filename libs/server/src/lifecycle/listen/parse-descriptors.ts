import { Fault } from '../../world/faults/fault.ts';

/** The first descriptor that is handed over: SD_LISTEN_FDS_START of sd_listen_fds(3). */
const FIRST_DESCRIPTOR = 3;

/** Names of FileDescriptorName= and OpenFile= that mean something here: three sockets, and the way back. */
export const DESCRIPTOR_NAMES = ['http', 'ops', 'admin', 'notify'] as const;
type Name = (typeof DESCRIPTOR_NAMES)[number];

/** Numbers of the descriptors that were handed over, by their names. */
export type Descriptors = { readonly [Each in Name]?: number };

export interface HandedOver {
  readonly descriptors: Descriptors;
  /** Names that mean nothing here. */
  readonly unknownNames: readonly string[];
}

/** What the service manager tells one process, by the names of its variables. */
export type ManagerVariables = Readonly<Record<string, string | undefined>>;

/**
 * Reads LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES. They are for the process whose number is in
 * LISTEN_PID; where that is another, they were inherited and are left alone. OpenFile= alone sets
 * them too, so a descriptor is known by its name and never by its number.
 *
 * @throws {Fault} `DESCRIPTORS_MISCOUNTED` or `DESCRIPTOR_TWICE`.
 * @see sd_listen_fds(3), systemd.socket(5) FileDescriptorName=, systemd.service(5) OpenFile=
 */
export function parseDescriptors(variables: ManagerVariables, pid: number): HandedOver {
  const { LISTEN_PID, LISTEN_FDS: count = '', LISTEN_FDNAMES } = variables;
  if (LISTEN_PID !== String(pid)) return { descriptors: {}, unknownNames: [] };
  const names = LISTEN_FDNAMES?.split(':') ?? unnamed(count);
  if (String(names.length) !== count)
    throw new Fault('DESCRIPTORS_MISCOUNTED', { count, names: names.join(':') });
  const descriptors: Record<string, number> = {};
  for (const [index, name] of names.entries()) {
    if (!isName(name)) continue;
    if (Object.hasOwn(descriptors, name)) throw new Fault('DESCRIPTOR_TWICE', { name });
    descriptors[name] = FIRST_DESCRIPTOR + index;
  }
  return { descriptors, unknownNames: names.filter((name) => !isName(name)) };
}

/** What sd_listen_fds_with_names(3) calls them where nobody has given names. */
function unnamed(count: string): string[] {
  return /^[1-9][0-9]{0,3}$/.test(count) ? new Array<string>(Number(count)).fill('unknown') : [];
}

function isName(name: string): name is Name {
  return DESCRIPTOR_NAMES.some((known) => known === name);
}
