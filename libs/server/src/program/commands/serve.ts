import { refuseContradictions } from '../../config/contradictions.ts';
import { Fault } from '../../world/faults/fault.ts';
import { defineCommand } from './command.ts';

export const serve = defineCommand({
  synopsis: '',
  maxWords: 0,
  doc: 'Runs the server until it receives SIGTERM or SIGINT.',
  settings: 'all',
  flags: {},
  run: async (world, input) => {
    refuseContradictions(input.settings);
    // Express asks for the working directory while it loads, and no thread starts without one.
    const path = world.findDeletedDirectory();
    if (path !== undefined) throw new Fault('WORKING_DIRECTORY_DELETED', { path });
    // Loaded late, so that signals are handled while Express loads, and --help does not load it.
    const { serve: serveUntilStopped } = await import('../serve.ts');
    return serveUntilStopped(world, input);
  },
});
