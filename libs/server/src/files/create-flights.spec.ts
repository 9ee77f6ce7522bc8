import { createFlights } from './create-flights.ts';
import type { LoadedFile } from './loaded-file.ts';

const FILE = { sizeBytes: 1 } as LoadedFile;
const flights = createFlights(() => 1_000);

describe('createFlights()', () => {
  it('lets others join a look that began less than the age ago', async () => {
    const flight = flights.lead('a', 0);
    const joined = flights.join('a', 999);
    expect([flights.join('a', 1_000), flights.join('b', 0)]).toEqual([undefined, undefined]);
    flight?.end(FILE);
    expect(await joined).toBe(FILE);
    expect(flights.join('a', 0)).toBeUndefined();
  });

  it('has one leader for a key', () => {
    const flight = flights.lead('a', 0);
    expect(flights.lead('a', 5_000)).toBeUndefined();
    flight?.end(undefined);
    flights.lead('a', 5_000)?.end(undefined);
  });

  it('ends once, without a result on disposal', async () => {
    const first = flights.lead('a', 0);
    const joined = flights.join('a', 0);
    first?.[Symbol.dispose]();
    expect(await joined).toBeUndefined();
    const second = flights.lead('a', 0);
    first?.end(FILE);
    const rejoined = flights.join('a', 0);
    second?.end(FILE);
    expect(await rejoined).toBe(FILE);
  });
});
