import { setImmediate as nextTurn } from 'node:timers/promises';
import { createUpgrades, type Upgrades } from '../http/upgrades/create-upgrades.ts';
import { observeUpgrades } from '../http/upgrades/observe-upgrades.ts';
import type { World } from '../world/world.ts';
import type { Parts } from './parts.ts';

/** Longest wait for the log lines of the last connections, in milliseconds. */
const LAST_LINES_MS = 1_000;

/**
 * Creates the registry of upgraded connections of a program.
 *
 * @param protocols Names of the protocols that its routes switch to.
 */
export function openUpgrades(
  { monotonicMs, random }: World,
  protocols: readonly string[],
  { liveSettings, loggers, metrics, lifecycle }: Parts,
): Upgrades {
  const settings = liveSettings.current;
  const onEnd = observeUpgrades({ loggers, metrics, ratio: settings.accessLogRatio, random });
  // The line of a connection is written in the turn after its end, and the last end is that of the server.
  lifecycle.onShutdown({ name: 'upgrades', run: nextTurn, deadlineMs: LAST_LINES_MS });
  return createUpgrades({ protocols, settings, metrics, monotonicMs, onEnd });
}
