import { filePath, ipAddress, list, oneOf, wholeNumber } from '../kinds.ts';
import { orOff, token } from '../server-kinds.ts';
import { declare, type ValuesOf } from '../setting.ts';
import { flightSettings } from './flight.ts';

/** Dangerous operations, each disabled unless ADMIN_DANGEROUS lists it. */
export const SWITCHES = ['heapdump', 'shutdown', 'upgrade'] as const;
export type Switch = (typeof SWITCHES)[number];

/** Settings of the management listeners. */
export const managementSettings = {
  opsPort: declare({
    env: 'OPS_PORT',
    kind: orOff(wholeNumber({ min: 0, max: 65_535 })),
    default: 9000,
    doc: 'TCP port for health and metrics; 0 lets the kernel choose one.',
  }),
  opsHost: declare({
    env: 'OPS_HOST',
    kind: ipAddress,
    default: '127.0.0.1',
    doc: 'Address to serve health and metrics on.',
  }),
  livenessStallMs: declare({
    env: 'LIVENESS_STALL_MS',
    kind: wholeNumber({ unit: 'milliseconds', min: 200, max: 600_000 }),
    default: 10_000,
    doc: 'Milliseconds that the event loop may be blocked before /livez answers 503; one of several serving threads is replaced then.',
  }),
  adminSocket: declare({
    env: 'ADMIN_SOCKET',
    kind: orOff(filePath),
    default: undefined,
    doc: 'Path of the unix socket of the admin API; default: admin.sock in the first writable directory of $RUNTIME_DIRECTORY, $NOMAD_SECRETS_DIR, /run/NAME and $XDG_RUNTIME_DIR/NAME.',
  }),
  adminPort: declare({
    env: 'ADMIN_PORT',
    kind: orOff(wholeNumber({ min: 0, max: 65_535 })),
    default: 'off',
    doc: 'TCP port of the admin API, which requires a token; 0 lets the kernel choose one.',
  }),
  adminHost: declare({
    env: 'ADMIN_HOST',
    kind: ipAddress,
    default: '127.0.0.1',
    doc: 'Address of the admin API on TCP. Its traffic is not encrypted, so use another than a loopback address only in a container whose port is published on 127.0.0.1.',
  }),
  adminAccess: declare({
    env: 'ADMIN_ACCESS',
    kind: oneOf(['read', 'write']),
    default: 'write',
    doc: 'Whether the admin API may change anything: read or write.',
  }),
  adminDangerous: declare({
    env: 'ADMIN_DANGEROUS',
    kind: list(oneOf(SWITCHES)),
    default: [],
    doc: 'Admin operations that expose memory or stop the server; each is disabled unless listed here.',
  }),
  ...flightSettings,
};

/** Values that the management thread receives; other settings contain secrets and values that cannot be cloned. */
export type ManagementSettings = ValuesOf<typeof managementSettings>;

/** Secrets of the admin API, separate because the settings above are copied to the management thread. */
export const adminTokenSettings = {
  adminToken: declare({
    env: 'ADMIN_TOKEN',
    kind: token,
    default: undefined,
    secret: 'file',
    doc: 'Token for the admin API over TCP that allows reading and changing.',
  }),
  adminReadToken: declare({
    env: 'ADMIN_READ_TOKEN',
    kind: token,
    default: undefined,
    secret: 'file',
    doc: 'Token for the admin API over TCP that allows only reading.',
  }),
};
