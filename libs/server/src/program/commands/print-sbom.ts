import type { World } from '../../world/world.ts';
import { errnoOf, Fault } from '../../world/faults/fault.ts';

/**
 * Prints the SBOM byte for byte as the build wrote it. Stops silently if the reader of stdout closes it.
 *
 * @throws {Fault} `SBOM_ABSENT`, `SBOM_UNREADABLE`; `OUTPUT_LOST` on a full disk.
 */
export async function printSbom(
  world: Pick<World, 'isBuilt' | 'readSbom' | 'stdout'>,
): Promise<void> {
  const sbom = readSbom(world);
  const lost = await new Promise<Error | null | undefined>((resolve) => {
    world.stdout.write(sbom, resolve);
  });
  const reason = errnoOf(lost);
  if (reason !== undefined && reason !== 'EPIPE')
    throw new Fault('OUTPUT_LOST', { reason }, { cause: lost });
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
