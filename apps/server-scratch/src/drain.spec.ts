import { join } from 'node:path';
import { runDrainTrial } from '@tscratch/server/testing/run-drain-trial';

const main = join(import.meta.dirname, 'main.ts');

describe('SIGTERM under fifty clients behind a load balancer', () => {
  it.each([1, 2, 3])(
    'that reacts after 300 ms, fails no request if the program keeps serving for longer, run %d',
    async () => {
      const outcome = await runDrainTrial(main, {
        clients: 50,
        balancerLagMs: 300,
        shutdownDelayMs: 2_000,
      });
      expect([outcome.failures, outcome.refused]).toEqual([[], 0]);
      expect(outcome.answered).toBeGreaterThan(50);
      expect(outcome.exitCode).toBe(0);
    },
  );

  it('that never reacts, refuses connections, and loses no request that was sent', async () => {
    const outcome = await runDrainTrial(main, {
      clients: 50,
      balancerLagMs: 60_000,
      shutdownDelayMs: 0,
    });
    expect(outcome.failures).toEqual([]);
    expect(outcome.refused).toBeGreaterThan(0);
    expect(outcome.exitCode).toBe(0);
  });
});
