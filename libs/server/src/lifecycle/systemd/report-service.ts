import type { Beat } from '../../world/beat.ts';
import type { LifecycleControl } from '../create-lifecycle.ts';
import { CHECK_DEADLINE_MS } from '../create-readiness.ts';
import type { Notify } from './notify.ts';
import { renderStatus, type ServiceState } from './render-status.ts';

/** Added to a deadline, so that the service manager's own deadline does not expire first. */
const MARGIN_MS = 1_000;

export interface ServiceReport {
  readonly notify: Notify;
  readonly lifecycle: Pick<LifecycleControl, 'phase' | 'onEnter' | 'onReloading'>;
  /** Read at each change of phase and at each beat; a status is sent only if it has changed. */
  readonly state: () => ServiceState;
  readonly onBeat: Beat['onBeat'];
  /** Milliseconds from the stop request to the exit. */
  readonly drainTimeoutMs: number;
  /** CLOCK_MONOTONIC of clock_gettime(2), in milliseconds. */
  readonly monotonicMs: () => number;
}

/**
 * Reports the state of a listening server to the service manager until the server stops. Extends the
 * manager's timeouts for the phases that this program limits itself: the first round of checks, and the
 * drain. A check that keeps failing runs into TimeoutStartSec=.
 *
 * @see sd_notify(3)
 */
export function reportService({
  notify,
  lifecycle,
  state,
  onBeat,
  ...options
}: ServiceReport): void {
  let sentStatus = '';
  function update(...assignments: readonly string[]): void {
    const status = renderStatus(state());
    if (status === sentStatus && assignments.length === 0) return;
    sentStatus = status;
    notify(...assignments, `STATUS=${status}`);
  }
  let hasStarted = false;
  lifecycle.onEnter(() => {
    const phase = lifecycle.phase();
    if (phase === 'draining') update('STOPPING=1', extendBy(options.drainTimeoutMs));
    else if (phase === 'ready' && !hasStarted) update('READY=1');
    else update();
    hasStarted ||= phase === 'ready';
  });
  lifecycle.onReloading((isReloading) => {
    if (lifecycle.phase() !== 'ready') return; // earlier, READY=1 would be wrong, and STOPPING=1 is final
    const startUsec = Math.floor(options.monotonicMs() * 1_000);
    if (isReloading) notify('RELOADING=1', `MONOTONIC_USEC=${startUsec}`);
    else update('READY=1');
  });
  update(extendBy(CHECK_DEADLINE_MS));
  if (lifecycle.phase() === 'ready') {
    hasStarted = true; // a successor is ready before it listens
    update('READY=1');
  }
  onBeat(() => {
    update();
  });
}

function extendBy(durationMs: number): string {
  return `EXTEND_TIMEOUT_USEC=${(durationMs + MARGIN_MS) * 1_000}`;
}
