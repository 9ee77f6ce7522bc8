import { createTestWorld } from '../../../testing/test-world.ts';
import { countForMachine, planThreads } from './plan-threads.ts';

const MEGABYTE = 1024 * 1024;

describe('countForMachine()', () => {
  it.each([
    ['one per processor', 4, 2_048, 4],
    ['what the limit of the systemd unit suffices for', 32, 512, 8],
    ['what the limit of the Nomad job suffices for', 32, 256, 3],
    ['one in little memory', 8, 64, 1],
    ['at most what the setting allows', 256, 1_000_000, 64],
  ])('returns %s', (_, processors, megabytes, count) => {
    expect(countForMachine(processors, megabytes * MEGABYTE)).toBe(count);
  });
});

describe('planThreads()', () => {
  const create = (memoryLimitBytes: number) => {
    const identity = { pid: 1, argv0: 'test', versions: {}, memoryLimitBytes };
    const given = { availableParallelism: () => 2, identity: () => identity };
    return Object.assign(createTestWorld(), given);
  };
  const [world, roomy] = [create(64 * MEGABYTE), create(1_024 * MEGABYTE)];

  const noTls = { listen: undefined, tlsCertFile: undefined, tlsKeyFile: undefined };
  const pipes = { listen: undefined, tlsCertFile: '/dev/null', tlsKeyFile: '/dev/null' };

  it('takes a number as it is, and auto for the machine', async () => {
    const plan = (given: typeof world, servingThreads: number | 'auto') =>
      planThreads(given, { servingThreads, ...noTls });
    expect(await plan(world, 3)).toEqual({ count: 3, warnings: [] });
    expect(await plan(roomy, 'auto')).toEqual({ count: 2, warnings: [] });
    expect(await plan(world, 'auto')).toEqual({ count: 1, warnings: [] });
  });

  it('starts one thread if the certificate cannot be read twice, and rejects a number', async () => {
    const { count, warnings } = await planThreads(roomy, { servingThreads: 'auto', ...pipes });
    expect(count).toBe(1);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^Cannot read the certificate from "\/dev\/null" .* SERVING_THREADS=2: /,
      ),
    ]);
    await expect(planThreads(world, { servingThreads: 3, ...pipes })).rejects.toMatchObject({
      code: 'THREADS_NEED_FILES',
      exitCode: 78,
    });
  });

  it('starts one thread for a unix socket in LISTEN, and rejects a number', async () => {
    const settings = { ...noTls, listen: ['127.0.0.1:0', 'unix:/run/app.sock'] };
    const { count, warnings } = await planThreads(roomy, { servingThreads: 'auto', ...settings });
    expect([count, warnings]).toEqual([
      1,
      [
        'Cannot serve the unix socket "unix:/run/app.sock" with SERVING_THREADS=2: Node hands only TCP connections to threads; set SERVING_THREADS to 1, or LISTEN to a port',
      ],
    ]);
    await expect(planThreads(world, { servingThreads: 3, ...settings })).rejects.toMatchObject({
      code: 'THREADS_NEED_TCP',
      exitCode: 78,
    });
  });
});
