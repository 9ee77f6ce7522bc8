import { join } from 'node:path';
import { runDrainTrial } from '@tscratch/server/testing/run-drain-trial';

const main = join(import.meta.dirname, 'main.ts');

describe('SIGTERM under fifty clients behind a load balancer that needs 300 ms to react', () => {
  const trial = { clients: 50, balancerLagMs: 300 };

  it.each([1, 2, 3])(
    'fails no request if the program keeps serving for longer, run %d',
    async () => {
      const outcome = await runDrainTrial(main, { ...trial, shutdownDelayMs: 800 });
      expect([outcome.failures, outcome.refused]).toEqual([[], 0]);
      expect(outcome.answered).toBeGreaterThan(50);
      expect(outcome.exitCode).toBe(0);
    },
  );

  it('refuses connections without the delay, and loses no request that was sent', async () => {
    const outcome = await runDrainTrial(main, { ...trial, shutdownDelayMs: 0 });
    expect(outcome.failures).toEqual([]);
    expect(outcome.refused).toBeGreaterThan(0);
    expect(outcome.exitCode).toBe(0);
  });
});
