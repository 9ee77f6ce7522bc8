import { boolean, wholeNumber } from '../../config/kinds.ts';
import { admin } from './admin.ts';
import { defineCommand } from './command.ts';

export const adminConsole = defineCommand({
  synopsis: '',
  maxWords: 0,
  doc: "Shows the local server's console in a web browser until interrupted: prints an address of 127.0.0.1 that works once, and opens a browser if there is one.",
  settings: ['adminSocket'],
  flags: {
    ...admin.flags,
    port: {
      kind: wholeNumber({ min: 0, max: 65_535 }),
      default: 0,
      doc: 'TCP port of 127.0.0.1 to serve the console on; 0 lets the kernel choose one.',
    },
    'no-open': {
      kind: boolean,
      default: false,
      isSwitch: true,
      doc: 'Opens no browser.',
    },
  },
  run: async (world, { program, settings, flags, stop }) => {
    const { runConsole } = await import('./console/run-console.ts');
    return runConsole(world, { name: program.name, settings, flags, stop });
  },
});
