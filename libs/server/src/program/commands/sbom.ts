import { EX } from '../../world/faults/sysexits.ts';
import { defineCommand } from './command.ts';

export const sbom = defineCommand({
  synopsis: '',
  maxWords: 0,
  doc: 'Prints the SBOM of the program as CycloneDX 1.7 JSON.',
  settings: [],
  flags: {},
  run: async (world) => {
    const { printSbom } = await import('./print-sbom.ts');
    await printSbom(world);
    return EX.OK;
  },
});
