import { createFlightMemory, openFlightMemory } from './flight-memory.ts';
import { latestFigures } from './latest-figures.ts';

describe('latestFigures()', () => {
  it('shows the last ten seconds, oldest first, in a line that a pipe takes in one piece', () => {
    const memory = createFlightMemory();
    const seconds = openFlightMemory(memory);
    seconds.setShift(1_796_000_000);
    for (let second = 1; second <= 30; second += 1) {
      const place = seconds.open(second);
      for (let count = 0; count < second; count += 1) seconds.count(place, 80, true);
      if (second === 30) continue; // its beat is still to come
      for (const field of ['loopDelayMs', 'cpuCores', 'residentBytes', 'heapUsedBytes'] as const)
        seconds.write(place, field, second * 123_456.789);
    }
    const figures = latestFigures([memory]);
    expect(figures).toMatchObject({
      lastSecond: new Date(1_796_000_030_000).toISOString(),
      requests: [21, 22, 23, 24, 25, 26, 27, 28, 29, 30],
      residentBytes: 29 * 123_456.789,
    });
    expect(figures.loopDelayMs.at(-1)).toBeNull();
    expect(JSON.stringify(figures).length).toBeLessThan(2_048);
  });

  it('has empty lists of a program that served nothing', () => {
    expect(latestFigures([createFlightMemory()])).toMatchObject({
      lastSecond: null,
      requests: [],
      heapUsedBytes: null,
    });
  });
});
