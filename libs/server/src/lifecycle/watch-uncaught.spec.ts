import { createLog } from '../telemetry/log/log.ts';
import { createTestWorld } from '../../testing/test-world.ts';
import { watchUncaught } from './watch-uncaught.ts';

function watch() {
  const world = createTestWorld();
  const log = createLog({
    level: 'info',
    now: world.now,
    take: (line) => world.stdout.write(line),
  });
  return { world, ...watchUncaught(world, log) };
}

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('watchUncaught()', () => {
  it('logs the first error before it aborts', () => {
    const { world, crashed } = watch();
    let written = '';
    crashed.addEventListener('abort', () => (written = world.written.stdout()));
    world.sendUncaught(new Error('lost'));
    expect(written).toMatch(/"level":"fatal".*"message":"lost".*"msg":"uncaught error"\}\n$/);
    expect(world.exits).toEqual([]);
  });

  it('handles an error passed to crash() like an uncaught one', () => {
    const { world, crashed, crash } = watch();
    crash(new Error('thread lost'));
    expect(crashed.aborted).toBe(true);
    expect(world.written.stdout()).toContain('"message":"thread lost"');
  });

  it('logs a second error and exits at once', () => {
    const { world } = watch();
    world.sendUncaught(new Error('lost'));
    world.sendUncaught('lost again');
    expect(world.written.stdout()).toContain('lost again');
    expect(world.exits).toEqual([70]);
  });

  it('exits after five seconds, even with open requests', () => {
    const { world } = watch();
    world.sendUncaught(new Error('lost'));
    jest.advanceTimersByTime(4_999);
    expect(world.exits).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(world.exits).toEqual([70]);
  });
});
