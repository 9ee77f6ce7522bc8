import { Fault } from '../world/faults/fault.ts';
import type { Parts } from './parts.ts';
import type { Program } from './program.ts';

/**
 * Runs the program's hook `once`; undefined without it.
 *
 * @returns A copy of its result, so that it behaves alike with any number of threads.
 * @throws {Fault} `ONCE_NOT_COPIED`.
 * @throws any error of the hook.
 */
export async function runOnce(program: Program, parts: Omit<Parts, 'sink'>): Promise<unknown> {
  if (program.once === undefined) return undefined;
  const { liveSettings, loggers, metrics, readiness, lifecycle } = parts;
  const settings = liveSettings.current;
  const result = await program.once({
    settings,
    log: loggers.named,
    metrics,
    readiness,
    lifecycle,
  });
  try {
    return structuredClone(result);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Fault('ONCE_NOT_COPIED', { reason }, { cause: error });
  }
}
