import type { World } from '../../world/world.ts';
import { errnoOf, Fault } from '../../world/faults/fault.ts';
import { printText } from './print-text.ts';

/**
 * Prints the SBOM byte for byte as the build wrote it. Stops silently if the reader of stdout closes it.
 *
 * @throws {Fault} `SBOM_ABSENT`, `SBOM_UNREADABLE`; `OUTPUT_LOST` on a full disk.
 */
export async function printSbom(
  world: Pick<World, 'isBuilt' | 'readSbom' | 'stdout'>,
): Promise<void> {
  await printText(world.stdout, readSbom(world));
}

function readSbom(world: Pick<World, 'isBuilt' | 'readSbom'>): string {
  const sbom = readFile(world);
  if (sbom === undefined) throw new Fault('SBOM_ABSENT', { isBuilt: world.isBuilt });
  return sbom;
}

function readFile(world: Pick<World, 'readSbom'>): string | undefined {
  try {
    return world.readSbom();
  } catch (error) {
    const reason = errnoOf(error);
    if (reason === undefined) throw error;
    throw new Fault('SBOM_UNREADABLE', { reason }, { cause: error });
  }
}
