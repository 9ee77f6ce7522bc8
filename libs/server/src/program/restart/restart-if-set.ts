import type { World } from '../../world/world.ts';
import type { Parts, ServeOptions } from '../parts.ts';
import type { Restart } from './offer-restart.ts';

/** Offers the restart, and loads its code only if SEAMLESS_RESTART is set. */
export async function offerRestartIfSet(
  world: World,
  options: ServeOptions,
  parts: Parts,
): Promise<Restart | undefined> {
  if (!parts.liveSettings.current.seamlessRestart) return undefined;
  const { offerRestart } = await import('./offer-restart.ts');
  return offerRestart(world, options, parts);
}

/** Lets a successor listen as `createTakeOver` says, and any other process as its program says. */
export async function prepareListen(
  options: ServeOptions,
  parts: Parts,
  startReadiness: () => void,
): Promise<ServeOptions> {
  if (parts.manager.predecessor === undefined) return options;
  const { createTakeOver } = await import('./take-over.ts');
  return { ...options, listen: createTakeOver(parts, options.stop, startReadiness) };
}
