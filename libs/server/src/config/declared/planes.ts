import { filePath, ipAddress, orOff, wholeNumber } from '../kind.ts';
import { declare } from '../setting.ts';

/** Where operators ask, and what of. */
export const planesSettings = {
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
};
