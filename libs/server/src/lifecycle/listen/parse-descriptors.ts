import { Fault } from '../../world/faults/fault.ts';

/** Number of the first passed descriptor: SD_LISTEN_FDS_START of sd_listen_fds(3). */
const FIRST_DESCRIPTOR = 3;

/**
 * Names of FileDescriptorName= and OpenFile= that the server uses: the application's listener, which is `https` or `http`, the one
 * that redirects to HTTPS, those of management, and the notify socket.
 */
export const DESCRIPTOR_NAMES = [
  'http',
  'https',
  'redirect',
  'ops',
  'admin',
  'admin-tcp',
  'notify',
] as const;
type Name = (typeof DESCRIPTOR_NAMES)[number];

/** Numbers of the passed descriptors, by name. */
export type Descriptors = { readonly [Each in Name]?: number };

export interface PassedDescriptor {
  readonly name: string;
  readonly fd: number;
}

export interface PassedDescriptors {
  readonly descriptors: Descriptors;
  /** Those with a name that the server does not use. */
  readonly unknown: readonly PassedDescriptor[];
}

/** Variables that the service manager sets for one process. */
export type ManagerVariables = Readonly<Record<string, string | undefined>>;

/**
 * Parses LISTEN_PID, LISTEN_FDS and LISTEN_FDNAMES. They apply to the process in LISTEN_PID; any other
 * process has inherited them and ignores them. OpenFile= sets them too, so a descriptor is identified by
 * its name and never by its number.
 *
 * @throws {Fault} `DESCRIPTORS_MISCOUNTED` or `DESCRIPTOR_TWICE`.
 * @see sd_listen_fds(3), systemd.socket(5) FileDescriptorName=, systemd.service(5) OpenFile=
 */
export function parseDescriptors(variables: ManagerVariables, pid: number): PassedDescriptors {
  const { LISTEN_PID, LISTEN_FDS: count = '', LISTEN_FDNAMES } = variables;
  if (LISTEN_PID !== String(pid)) return { descriptors: {}, unknown: [] };
  const names = LISTEN_FDNAMES?.split(':') ?? unnamed(count);
  if (String(names.length) !== count)
    throw new Fault('DESCRIPTORS_MISCOUNTED', { count, names: names.join(':') });
  const passed = names.map((name, index) => ({ name, fd: FIRST_DESCRIPTOR + index }));
  const descriptors: Record<string, number> = {};
  for (const { name, fd } of passed) {
    if (!isName(name)) continue;
    if (Object.hasOwn(descriptors, name)) throw new Fault('DESCRIPTOR_TWICE', { name });
    descriptors[name] = fd;
  }
  return { descriptors, unknown: passed.filter(({ name }) => !isName(name)) };
}

/** Returns the names that sd_listen_fds_with_names(3) uses if LISTEN_FDNAMES is not set. */
function unnamed(count: string): string[] {
  return /^[1-9][0-9]{0,3}$/.test(count) ? new Array<string>(Number(count)).fill('unknown') : [];
}

function isName(name: string): name is Name {
  return DESCRIPTOR_NAMES.some((known) => known === name);
}
