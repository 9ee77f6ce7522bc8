import { SERIES, type SeriesName } from '../../../flight/series-names.ts';
import {
  fillSeconds,
  fitSpan,
  joinFlights,
  meanOf,
  SHOWN_SECONDS,
  spanOf,
  type Flight,
} from './flight.ts';

/** A flight whose values in all series are the last digits of their seconds. */
function flightOf(nowSecond: number, times: readonly number[]): Flight {
  const values = times.map((time) => time % 10);
  return {
    now: new Date(nowSecond * 1_000).toISOString(),
    bucketMs: 1_000,
    times,
    series: Object.fromEntries(SERIES.map((name) => [name, values])) as unknown as Flight['series'],
    routes: [],
    stalls: [],
    captures: [],
    profile: { available: false, seconds: 60, reason: 'off' },
  };
}

describe('joinFlights()', () => {
  it('replaces buckets of the same time, and adds later ones', () => {
    const joined = joinFlights(flightOf(2_003, [2_001, 2_002]), flightOf(2_004, [2_002, 2_003]));
    expect(joined.times).toEqual([2_001, 2_002, 2_003]);
    expect(joined.series.requests).toEqual([1, 2, 3]);
  });

  it('keeps everything if no bucket is new', () => {
    const joined = joinFlights(flightOf(2_003, [2_001, 2_002]), flightOf(2_005, []));
    expect(joined.times).toEqual([2_001, 2_002]);
    expect(joined.now).toBe(new Date(2_005_000).toISOString());
  });

  it('keeps as many buckets as the charts show', () => {
    const many = Array.from({ length: SHOWN_SECONDS }, (_, at) => 2_000 + at);
    const joined = joinFlights(flightOf(2_900, many), flightOf(2_901, [2_900]));
    expect(joined.times).toHaveLength(SHOWN_SECONDS);
    expect(joined.times.at(-1)).toBe(2_900);
  });

  it('begins again if the clock was set back', () => {
    const later = flightOf(1_000, [999]);
    expect(joinFlights(flightOf(2_003, [2_001]), later)).toBe(later);
  });
});

describe('fillSeconds()', () => {
  const flight = flightOf(10_000, [9_995, 9_997]);
  const fill = (name: SeriesName, of = flight) => fillSeconds(of, name, spanOf(of, 6));

  it('shows a second without a bucket as no request', () => {
    expect(fill('requests')).toEqual([null, 5, 0, 7, 0, 0]);
  });

  it('shows no percentile for it', () => {
    expect(fill('p50Ms')).toEqual([null, 5, null, 7, null, null]);
  });

  it('shows the same memory as before, also from before the span', () => {
    expect(fill('residentBytes')).toEqual([null, 5, 5, 7, 7, 7]);
    expect(fill('residentBytes', flightOf(10_000, [9_003, 9_997]))).toEqual([3, 3, 3, 7, 7, 7]);
  });

  it('shows an idle event loop, but not in the last seconds, whose figures may come', () => {
    expect(fill('loopUtilization')).toEqual([null, 5, 0, 7, null, null]);
    expect(fill('loopUtilization', flightOf(10_000, [9_994]))).toEqual([4, 0, 0, null, null, null]);
  });

  it('returns one value a second, and ignores buckets outside', () => {
    expect(fill('requests', flightOf(10_000, [9, 10_003]))).toEqual([0, 0, 0, 0, 0, 0]);
    expect(fill('requests', flightOf(10_000, []))).toEqual([null, null, null, null, null, null]);
  });
});

describe('fitSpan()', () => {
  it.each([
    [[], 60],
    [[9_999], 60],
    [[9_940], 60],
    [[9_939], 300],
    [[9_699], 900],
    [[5], 900],
  ])('shows all of the buckets %j in %d s', (times, seconds) => {
    expect(fitSpan(flightOf(10_000, times))).toBe(seconds);
  });
});

describe('meanOf()', () => {
  it('ignores what is not known', () => {
    expect(meanOf([1, null, 3])).toBe(2);
    expect(meanOf([null])).toBeNull();
  });
});
