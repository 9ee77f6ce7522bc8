import { join } from 'node:path';
import { createTestWorld } from '../../testing/test-world.ts';
import { bindPort } from '../lifecycle/listen/bind-port.ts';
import { runServer } from './run-server.ts';

const entryPath = join(import.meta.dirname, '../../testing/programs/waiting-thread.fixture.ts');

it('says what is wrong if the main file waits for work in the management thread for 30 s', async () => {
  const world = createTestWorld({ env: { HOST: '127.0.0.1', PORT: '0', OPS_PORT: '0' } });
  const schedule = (delayMs: number, run: () => void) => {
    if (delayMs === 30_000) setImmediate(run);
    return () => undefined;
  };
  Object.assign(world, { entryPath, schedule });
  expect(await runServer(world, { name: 'app', version: '0.0.0', listen: bindPort })).toBe(70);
  expect(world.written.stderr()).toMatch(
    /^app: Cannot start the management thread: expected .* call runServer\(\) .*\n$/,
  );
});
