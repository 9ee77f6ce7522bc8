import { wholeNumber } from '../kinds.ts';
import { declare } from '../setting.ts';

/** How the server ends. */
export const lifecycleSettings = {
  shutdownDelayMs: declare({
    env: 'SHUTDOWN_DELAY_MS',
    kind: wholeNumber({ min: 0, max: 600_000, unit: 'milliseconds' }),
    default: 0,
    doc: 'Milliseconds to serve on, unready, after SIGTERM, until load balancers have looked away; 0 is enough on a socket of systemd, where who connects waits for the next process.',
  }),
  drainTimeoutMs: declare({
    env: 'DRAIN_TIMEOUT_MS',
    kind: wholeNumber({ min: 1_000, max: 600_000, unit: 'milliseconds' }),
    default: 25_000,
    doc: 'Milliseconds from SIGTERM to the end, SHUTDOWN_DELAY_MS included; keep it below the time after which the service manager kills.',
  }),
};
