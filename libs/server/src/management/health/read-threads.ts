import { countSlots, openSlot, type FleetMemory } from '../../lifecycle/threads/fleet-memory.ts';
import type { ThreadHealth } from './ops-view.ts';

/** Creates the function that reads the health of the serving threads from the memory that they share. */
export function createThreadReader(
  memory: FleetMemory,
  monotonicMs: () => number,
): () => readonly ThreadHealth[] {
  const slots = Array.from({ length: countSlots(memory) }, (_, at) => openSlot(memory, at + 1));
  return () =>
    slots.map((slot, at) => ({
      index: at + 1,
      state: slot.state(),
      beatAgeMs: Math.max(0, monotonicMs() - slot.lastBeatMs()),
      replacements: slot.generation(),
    }));
}
