import type { Beat } from '../../world/beat.ts';
import type { LifecycleControl } from '../create-lifecycle.ts';
import { CHECK_DEADLINE_MS } from '../create-readiness.ts';
import type { Notify } from './notify.ts';
import { renderStatus, type ServiceState } from './render-status.ts';

/** What is asked for beyond a deadline, so that the manager's own does not come first. */
const MARGIN_MS = 1_000;

export interface ServiceReport {
  readonly notify: Notify;
  readonly lifecycle: Pick<LifecycleControl, 'phase' | 'onEnter' | 'onReloading'>;
  /** Called at each beat; sends a status only if it has changed. */
  readonly state: () => ServiceState;
  readonly onBeat: Beat['onBeat'];
  /** Milliseconds from the request to stop to the end. */
  readonly drainTimeoutMs: number;
  /** CLOCK_MONOTONIC of clock_gettime(2), in milliseconds. */
  readonly monotonicMs: () => number;
}

/**
 * Reports a server that listens, from its first readiness to its end. The manager's timeouts are
 * extended by what this program bounds itself: its first round of checks, and its drain. A check that
 * goes on failing is left to TimeoutStartSec=.
 *
 * @see sd_notify(3)
 */
export function reportService({ notify, lifecycle, state, onBeat, ...given }: ServiceReport): void {
  let told = '';
  function update(...assignments: readonly string[]): void {
    const status = renderStatus(state());
    if (status === told && assignments.length === 0) return;
    told = status;
    notify(...assignments, `STATUS=${status}`);
  }
  let hasStarted = false;
  lifecycle.onEnter(() => {
    const phase = lifecycle.phase();
    if (phase === 'draining') update('STOPPING=1', extendBy(given.drainTimeoutMs));
    else if (phase === 'ready' && !hasStarted) update('READY=1');
    else update();
    hasStarted ||= phase === 'ready';
  });
  lifecycle.onReloading((isUnderWay) => {
    if (lifecycle.phase() !== 'ready') return; // READY=1 would be untrue before, and STOPPING=1 is final
    const startUsec = Math.floor(given.monotonicMs() * 1_000);
    if (isUnderWay) notify('RELOADING=1', `MONOTONIC_USEC=${startUsec}`);
    else update('READY=1');
  });
  update(extendBy(CHECK_DEADLINE_MS));
  onBeat(() => {
    update();
  });
}

function extendBy(durationMs: number): string {
  return `EXTEND_TIMEOUT_USEC=${(durationMs + MARGIN_MS) * 1_000}`;
}
