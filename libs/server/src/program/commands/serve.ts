import { refuseContradictions } from '../../config/contradictions.ts';
import { defineCommand } from './command.ts';

export const serve = defineCommand({
  synopsis: '',
  maxWords: 0,
  doc: 'Serves until asked to stop.',
  settings: 'all',
  flags: {},
  run: async (world, call) => {
    refuseContradictions(call.settings);
    // Loaded last: a signal has its handler before Express is read, and --help does without it.
    const { serve: serveUntilStopped } = await import('../serve.ts');
    return serveUntilStopped(world, call);
  },
});
