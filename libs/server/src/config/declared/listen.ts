import { ipAddress, wholeNumber } from '../kinds.ts';
import { listenAddresses, socketMode } from '../listen-addresses.ts';
import { orAuto } from '../server-kinds.ts';
import { declare } from '../setting.ts';

/** Most serving threads: beyond it, several processes are the better choice. */
export const MAX_THREADS = 64;

/** Settings of the application's listener. */
export const listenSettings = {
  port: declare({
    env: 'PORT',
    kind: wholeNumber({ min: 0, max: 65_535 }),
    default: 8080,
    doc: 'TCP port to listen on; 0 lets the kernel choose one.',
  }),
  host: declare({
    env: 'HOST',
    kind: ipAddress,
    default: '0.0.0.0',
    doc: 'Address to listen on; :: accepts both IPv6 and IPv4 if the machine supports both.',
  }),
  listen: declare({
    env: 'LISTEN',
    kind: listenAddresses,
    default: undefined,
    doc: 'Addresses to listen on in place of HOST and PORT, such as 0.0.0.0:8080,[::]:8080,unix:/run/app.sock.',
  }),
  listenMode: declare({
    env: 'LISTEN_MODE',
    kind: socketMode,
    default: '0660',
    doc: 'Permission bits of the unix sockets in LISTEN; a client needs write permission to connect.',
  }),
  servingThreads: declare<number | 'auto'>({
    env: 'SERVING_THREADS',
    kind: orAuto(wholeNumber({ min: 1, max: MAX_THREADS })),
    default: 1,
    doc: 'Number of threads that answer requests, each with its own copy of the application; auto starts one per processor that the process may use, as far as its memory suffices.',
  }),
  servingThreadStartTimeoutMs: declare({
    env: 'SERVING_THREAD_START_TIMEOUT_MS',
    kind: wholeNumber({ min: 1_000, max: 3_600_000, unit: 'milliseconds' }),
    default: 90_000, // that of systemd for a whole service: DefaultTimeoutStartSec= of systemd-system.conf(5)
    doc: 'Milliseconds that one of several serving threads may take to start, the start of the application included; then it is ended and tried again, or the process ends if it has just been started.',
  }),
};
