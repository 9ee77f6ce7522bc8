import { BUCKETS } from './duration-buckets.ts';
import { createFlightMemory, KEPT_SECONDS, openFlightMemory } from './flight-memory.ts';

describe('openFlightMemory()', () => {
  it('keeps 900 seconds, and empties the place of an older one', () => {
    const seconds = openFlightMemory(createFlightMemory());
    for (let second = 1; second <= KEPT_SECONDS + 1; second += 1) {
      const place = seconds.open(second);
      seconds.count(place, 7, true);
      seconds.write(place, 'loopDelayMs', second);
    }
    expect(seconds.seconds()).toHaveLength(KEPT_SECONDS);
    expect([seconds.find(1), seconds.find(2)]).toEqual([undefined, 2]);
    const place = seconds.find(KEPT_SECONDS + 1) ?? NaN;
    expect(place).toBe(1);
    expect([seconds.read(place, 'requests'), seconds.read(place, 'errors')]).toEqual([1, 1]);
    expect(seconds.countsOf(place)[7]).toBe(1);
    seconds.open(KEPT_SECONDS + 2);
    expect(seconds.read(2, 'requests')).toBe(0);
    expect(seconds.read(2, 'loopDelayMs')).toBeNaN();
    expect(seconds.countsOf(2).every((count) => count === 0)).toBe(true);
  });

  it('shows what another view of the memory wrote', () => {
    const memory = createFlightMemory();
    const [writer, reader] = [openFlightMemory(memory), openFlightMemory(memory)];
    writer.setShift(1_796_000_000);
    writer.count(writer.open(5), 3, false);
    expect(reader.shift()).toBe(1_796_000_000);
    expect(reader.seconds()).toEqual([5]);
    expect([reader.read(5, 'requests'), reader.read(5, 'errors')]).toEqual([1, 0]);
  });

  it('stops to count durations before a bucket overflows', () => {
    const seconds = openFlightMemory(createFlightMemory());
    const place = seconds.open(1);
    for (let count = 0; count < 70_000; count += 1) seconds.count(place, BUCKETS - 1, false);
    expect(seconds.read(place, 'requests')).toBe(70_000);
    expect(seconds.countsOf(place)[BUCKETS - 1]).toBe(65_535);
  });

  it('takes as much memory as the documents say', () => {
    expect(createFlightMemory().buffer.byteLength).toBeLessThan(377_000);
  });
});
