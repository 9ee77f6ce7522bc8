import type { World } from '../../world/world.ts';
import type { ManagementLog } from '../bridge/inherited.ts';
import type { Captures } from './captures.ts';
import { findReason, type TriggerFigures, type TriggerSettings } from './check-triggers.ts';

/** How often the figures are compared. */
const CHECK_MS = 1_000;
/** Time after the start before the first comparison: a start delays the event loop, and is no reason. */
const START_MS = 10_000;
/** Time after a capture in which no other one begins. */
export const PAUSE_MS = 600_000;

export interface TriggerOptions {
  readonly settings: TriggerSettings;
  readonly world: Pick<World, 'now' | 'monotonicMs' | 'schedule'>;
  readonly figures: () => TriggerFigures;
  /** Captures a profile of all threads, as the content of a file. */
  readonly capture: () => Promise<string>;
  readonly captures: Pick<Captures, 'add'>;
  readonly log: ManagementLog;
}

/** Captures when a figure is above its limit, then pauses for ten minutes. Checks once a second. */
export function watchTriggers(options: TriggerOptions): void {
  const { settings, world, figures } = options;
  let restUntilMs = 0;
  function check(): void {
    world.schedule(CHECK_MS, check);
    if (world.monotonicMs() < restUntilMs) return;
    const reason = findReason(settings, figures());
    if (reason === undefined) return;
    restUntilMs = world.monotonicMs() + PAUSE_MS;
    void capture(reason, options);
  }
  world.schedule(START_MS, check);
}

async function capture(
  reason: string,
  { world, captures, log, ...options }: TriggerOptions,
): Promise<void> {
  const time = world.now().toISOString();
  try {
    const { id, sizeBytes } = captures.add({ time, reason }, await options.capture());
    const path = `/flight/captures/${id}`;
    log('warn', { reason, path, sizeBytes }, 'flight recorder: captured a CPU profile');
  } catch (error) {
    log('warn', { reason, err: error }, 'flight recorder: cannot capture a CPU profile');
  }
}
