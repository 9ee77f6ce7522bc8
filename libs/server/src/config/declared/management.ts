import { filePath, ipAddress, list, oneOf, wholeNumber } from '../kinds.ts';
import { loopbackAddress, orOff, token } from '../server-kinds.ts';
import { declare, type ValuesOf } from '../setting.ts';

/** Dangerous operations, each off unless ADMIN_DANGEROUS names it. */
export const SWITCHES = ['heapdump', 'shutdown'] as const;
export type Switch = (typeof SWITCHES)[number];

/** Settings of the management listeners. */
export const managementSettings = {
  opsPort: declare({
    env: 'OPS_PORT',
    kind: orOff(wholeNumber({ min: 0, max: 65_535 })),
    default: 9000,
    doc: 'TCP port of health and metrics; 0 lets the kernel choose one.',
  }),
  opsHost: declare({
    env: 'OPS_HOST',
    kind: ipAddress,
    default: '127.0.0.1',
    doc: 'Address of health and metrics.',
  }),
  livenessStallMs: declare({
    env: 'LIVENESS_STALL_MS',
    kind: wholeNumber({ unit: 'milliseconds', min: 200, max: 600_000 }),
    default: 10_000,
    doc: 'Milliseconds without a turn of the event loop after which /livez answers 503.',
  }),
  adminSocket: declare({
    env: 'ADMIN_SOCKET',
    kind: orOff(filePath),
    default: undefined,
    doc: 'Path of the unix socket for administration; without it the first writable place of a list.',
  }),
  adminPort: declare({
    env: 'ADMIN_PORT',
    kind: orOff(wholeNumber({ min: 0, max: 65_535 })),
    default: 'off',
    doc: 'TCP port of administration, for which a token is needed; 0 lets the kernel choose one.',
  }),
  adminHost: declare({
    env: 'ADMIN_HOST',
    kind: loopbackAddress,
    default: '127.0.0.1',
    doc: 'Address of administration.',
  }),
  adminAccess: declare({
    env: 'ADMIN_ACCESS',
    kind: oneOf(['read', 'write']),
    default: 'write',
    doc: 'The most that administration may do, whoever asks: look, or change too.',
  }),
  adminDangerous: declare({
    env: 'ADMIN_DANGEROUS',
    kind: list(oneOf(SWITCHES)),
    default: [],
    doc: 'Operations that reveal memory or end the server, each off unless named here.',
  }),
};

/** The values that the management thread receives; the other settings hold what cannot be copied, and secrets. */
export type ManagementSettings = ValuesOf<typeof managementSettings>;

/** The secrets of the admin API; apart from the others, which are copied to the management thread. */
export const adminTokenSettings = {
  adminToken: declare({
    env: 'ADMIN_TOKEN',
    kind: token,
    default: undefined,
    secret: 'file',
    doc: 'Token of administration over TCP that may change things.',
  }),
  adminReadToken: declare({
    env: 'ADMIN_READ_TOKEN',
    kind: token,
    default: undefined,
    secret: 'file',
    doc: 'Token of administration over TCP that may only look.',
  }),
};
