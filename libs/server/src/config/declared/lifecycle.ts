import { boolean, wholeNumber } from '../kinds.ts';
import { declare } from '../setting.ts';

/** Settings of the shutdown, and of the restart without a service manager. */
export const lifecycleSettings = {
  shutdownDelayMs: declare({
    env: 'SHUTDOWN_DELAY_MS',
    kind: wholeNumber({ min: 0, max: 600_000, unit: 'milliseconds' }),
    default: 0,
    doc: 'Milliseconds to keep serving after SIGTERM while reporting not ready, so that load balancers stop sending traffic; 0 is enough with a systemd socket, where new connections wait for the next process.',
  }),
  drainTimeoutMs: declare({
    env: 'DRAIN_TIMEOUT_MS',
    kind: wholeNumber({ min: 1_000, max: 600_000, unit: 'milliseconds' }),
    default: 25_000,
    doc: 'Maximum milliseconds from SIGTERM to exit, including SHUTDOWN_DELAY_MS; keep it below the time after which the service manager sends SIGKILL.',
  }),
  seamlessRestart: declare({
    env: 'SEAMLESS_RESTART',
    kind: boolean,
    default: false,
    doc: 'Whether SIGUSR2 and POST /upgrade start the program again, from its path, and hand over the listening sockets, without a failed request. The process ID changes, so leave it off under systemd, Nomad and in containers.',
  }),
  seamlessRestartTimeoutMs: declare({
    env: 'SEAMLESS_RESTART_TIMEOUT_MS',
    kind: wholeNumber({ min: 100, max: 600_000, unit: 'milliseconds' }),
    default: 90_000,
    doc: 'Milliseconds until the new process must be ready; otherwise it is stopped, and the old one keeps serving.',
  }),
};
