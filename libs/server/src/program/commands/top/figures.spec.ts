import { FLIGHT } from '../../../../testing/top-server.ts';
import { describeFigures } from './figures.ts';
import type { SeriesName } from '../../../management/flight/series-names.ts';
import type { Flight } from './overview.ts';

const NONE: Readonly<Record<SeriesName, readonly null[]>> = {
  requests: [],
  errors: [],
  p50Ms: [],
  p95Ms: [],
  p99Ms: [],
  requestsUnderWay: [],
  connections: [],
  loopDelayMs: [],
  loopUtilization: [],
  cpuCores: [],
  residentBytes: [],
  heapUsedBytes: [],
};

/** A flight of ten seconds, of which the recorder has some: requests, latency and memory, in this order. */
function flightOf(
  seconds: Readonly<Record<number, readonly [number, number | null, number]>>,
): Flight {
  const rows = Object.entries(seconds);
  return {
    ...FLIGHT,
    startedAt: new Date(0).toISOString(),
    now: new Date(10_500).toISOString(),
    times: rows.map(([time]) => Number(time)),
    series: {
      ...NONE,
      requests: rows.map(([, [requests]]) => requests),
      p50Ms: rows.map(([, [, p50]]) => p50),
      residentBytes: rows.map(([, [, , bytes]]) => bytes * 1e6),
    },
  };
}

function find(flight: Flight, label: string, seconds = 4) {
  return describeFigures(flight, seconds).find((figure) => figure.label === label);
}

describe('describeFigures()', () => {
  it('shows the figures of the last second, or of the one before if it is not written yet', () => {
    expect(describeFigures(FLIGHT, 10).map(({ label, value }) => [label, value])).toEqual([
      ['requests/s', '1475'],
      ['errors/s', '0'],
      ['p50', '1.23 ms'],
      ['p95', '12.3 ms'],
      ['p99', '1.23 s'],
      ['loop delay', '0.50 ms'],
      ['loop busy', '35 %'],
      ['cpu cores', '0.80'],
      ['memory', '84.2 MB'],
      ['heap', '31 MB'],
      ['connections', '40'],
      ['in progress', '3'],
    ]);
  });

  const IDLE_SINCE_8 = flightOf({ 2: [7, 3, 80], 7: [9, 4, 81] });

  it('counts no request in a second that was not recorded, because the process was idle', () => {
    expect(find(IDLE_SINCE_8, 'requests/s')).toMatchObject({ value: '0', values: [0, 9, 0, 0] });
  });

  it('keeps the memory of the last second that was recorded', () => {
    const mega = (...numbers: readonly number[]) => numbers.map((number) => number * 1e6);
    expect(find(IDLE_SINCE_8, 'memory')).toMatchObject({
      value: '81 MB',
      values: mega(80, 81, 81, 81),
    });
  });

  it('shows no latency of seconds without a request', () => {
    expect(find(IDLE_SINCE_8, 'p50')).toMatchObject({
      value: '4 ms',
      values: [null, 4, null, null],
    });
    expect(find(flightOf({ 2: [7, 3, 80] }), 'p50', 9)).toMatchObject({ value: '-' });
  });

  it('shows nothing before the start', () => {
    const flight = { ...IDLE_SINCE_8, startedAt: new Date(7_900).toISOString() };
    expect(find(flight, 'requests/s')?.values).toEqual([null, 9, 0, 0]);
  });
});
