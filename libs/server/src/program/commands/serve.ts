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
    await refuseContradictions(input.settings, input.sources, world.managerEnv);
    // Express asks for the working directory while it loads, and no thread starts without one.
    const path = world.findDeletedDirectory();
    if (path !== undefined) throw new Fault('WORKING_DIRECTORY_DELETED', { path });
    let { warnings } = input;
    if (input.settings.servingThreads !== 1) {
      const { planThreads } = await import('../threads/plan-threads.ts');
      const plan = await planThreads(world, input.settings);
      warnings = [...warnings, ...plan.warnings];
      if (plan.count > 1) {
        const { serveInThreads } = await import('../threads/serve-in-threads.ts');
        return serveInThreads(world, input, plan.count);
      }
    }
    // Loaded late, so that signals are handled while Express loads, and --help does not load it.
    const { serve: serveUntilStopped } = await import('../serve.ts');
    return serveUntilStopped(world, { ...input, warnings });
  },
});
