import { wholeNumber } from '../../config/kinds.ts';
import { urlPath } from '../../config/server-kinds.ts';
import { EX } from '../../world/faults/sysexits.ts';
import { defineCommand } from './command.ts';

export const healthcheck = defineCommand({
  synopsis: '',
  maxWords: 0,
  doc: 'Checks the local server: exits 0 if healthy, else prints why and exits 1.',
  settings: ['opsPort', 'opsHost', 'adminSocket'],
  flags: {
    path: {
      kind: urlPath,
      default: '/livez',
      doc: 'Path to request: /livez to decide on a restart, /readyz to decide on routing.',
    },
    'wait-ms': {
      kind: wholeNumber({ min: 0, max: 600_000, unit: 'milliseconds' }),
      default: 0,
      doc: 'Milliseconds to keep checking until healthy, for ExecStartPost= of systemd; 0 checks once.',
    },
  },
  run: async (world, { program, settings, flags }) => {
    const { checkHealth } = await import('./check-health.ts');
    const { path, 'wait-ms': waitMs } = flags;
    await checkHealth(world, { name: program.name, settings, path, waitMs });
    return EX.OK;
  },
});
