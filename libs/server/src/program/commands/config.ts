import { refuseContradictions } from '../../config/contradictions.ts';
import { EX } from '../../world/faults/sysexits.ts';
import { defineCommand } from './command.ts';
import { printText } from './print-text.ts';

export const config = defineCommand({
  synopsis: '',
  maxWords: 0,
  doc: 'Prints each setting as serve reads it, and the source of its value.',
  settings: 'all',
  flags: {},
  run: async (world, { program, settings, sources, warnings, declared }) => {
    await refuseContradictions(settings, sources, world.managerEnv);
    for (const warning of warnings)
      world.stderr.write(`${program.name}: ${warning}; ignoring it\n`);
    const { renderConfig } = await import('./render-config.ts');
    await printText(world.stdout, renderConfig({ settings, sources, declared }));
    return EX.OK;
  },
});
