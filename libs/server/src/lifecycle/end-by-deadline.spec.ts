import { createLog } from '../telemetry/log/log.ts';
import { createTestWorld } from '../../testing/test-world.ts';
import { endByDeadline } from './end-by-deadline.ts';

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

describe('endByDeadline()', () => {
  it.each(['before', 'after'])(
    'exits with 1 at the deadline after a stop requested %s',
    (moment) => {
      const world = createTestWorld();
      const log = createLog({
        level: 'info',
        now: world.now,
        take: (line) => world.stdout.write(line),
      });
      const stop = new AbortController();
      if (moment === 'before') stop.abort();
      endByDeadline(stop.signal, { deadlineMs: 1_000, log, exit: world.exit });
      jest.advanceTimersByTime(500);
      stop.abort();
      jest.advanceTimersByTime(moment === 'before' ? 499 : 999);
      expect(world.exits).toEqual([]);
      jest.advanceTimersByTime(1);
      expect(world.exits).toEqual([1]);
      expect(world.written.stdout()).toContain(
        'exited at the shutdown deadline, cleanup unfinished',
      );
    },
  );
});
