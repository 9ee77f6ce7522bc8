import { boolean, wholeNumber } from '../../config/kinds.ts';
import { admin } from './admin.ts';
import { defineCommand } from './command.ts';

export const top = defineCommand({
  synopsis: '',
  maxWords: 0,
  doc: 'Shows what the local server does, again each second until q is pressed: requests, latencies, event loop, memory, busiest routes and requests in progress; in a pipe as plain text.',
  settings: ['adminSocket'],
  flags: {
    ...admin.flags,
    interval: {
      kind: wholeNumber({ min: 1, max: 3_600 }),
      default: 1,
      doc: 'Seconds between two requests for the state of the server.',
    },
    once: {
      kind: boolean,
      default: false,
      isSwitch: true,
      doc: 'Prints the current state, and ends.',
    },
  },
  run: async (world, { program, settings, flags, stop }) => {
    const { runTop } = await import('./top/run-top.ts');
    return runTop(world, { name: program.name, settings, flags, stop });
  },
});
