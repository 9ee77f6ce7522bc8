import { Fault } from '../../host/faults/fault.ts';
import { findFix, isUrgent, renderNext, renderOpen, type Pinned } from './render-check.ts';

/** What a check of the pinned Node needs from outside. */
export interface Surroundings {
  readonly log: (text: string) => void;
  /** Newest release that npm has; throws a fault if npm cannot list them. */
  readonly readNewest: () => string | undefined;
}

/**
 * Logs the open advisories, and what npm has. Advisories need no network: that npm cannot list its releases is
 * the failure only if no advisory is one.
 *
 * @throws {Fault} `NODE_VULNERABLE`, `NODE_UNLISTED`.
 */
export function checkNode(pinned: Pinned, { log, readNewest }: Surroundings): void {
  log(renderOpen(pinned));
  const vulnerable = findVulnerable(pinned);
  try {
    log(renderNext(pinned, readNewest()));
  } catch (error) {
    if (vulnerable === undefined || !(error instanceof Fault)) throw error;
    log(error.message);
  }
  if (vulnerable !== undefined) throw vulnerable;
}

function findVulnerable({ lock: { version }, open }: Pinned): Fault | undefined {
  const urgent = open.filter(isUrgent);
  const fixedIn = findFix(urgent);
  if (fixedIn === undefined) return undefined;
  return new Fault('NODE_VULNERABLE', { version, count: urgent.length, fixedIn });
}
