import {
  formatBytes,
  formatCount,
  formatMs,
  formatRatio,
  formatTime,
  parseTimeTaken,
  threeDigits,
} from './format.ts';

describe('formatBytes()', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1_000, '1 kB'],
    [92_123_456, '92.1 MB'],
    [1.5e16, '15000 TB'],
  ])('renders %d as %j', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe('formatMs()', () => {
  it.each([
    [0, '0 ms'],
    [0.4217, '0.422 ms'],
    [812.4, '812 ms'],
    [3_210, '3.2 s'],
    [245_000, '4m 05s'],
    [7_380_000, '2h 03m'],
    [792_000_000, '9d 04h'],
  ])('renders %d as %j', (ms, text) => {
    expect(formatMs(ms)).toBe(text);
  });
});

describe('the formats of numbers', () => {
  it('keep three digits', () => {
    expect([0.12345, 12.345, 1_234.5, 7].map(threeDigits)).toEqual(['0.123', '12.3', '1235', '7']);
  });

  it('separate thousands', () => {
    expect([0, 999, 1_234_567].map(formatCount)).toEqual(['0', '999', '1,234,567']);
  });

  it('render ratios as per cent', () => {
    expect([0, 0.1234, 1].map(formatRatio)).toEqual(['0 %', '12.3 %', '100 %']);
  });
});

describe('formatTime()', () => {
  it('renders the time of day with milliseconds', () => {
    expect(formatTime('2026-11-30T23:05:09.007')).toBe('23:05:09.007');
  });

  it('shows what is not a time as it is', () => {
    expect(formatTime('<script>')).toBe('<script>');
  });
});

describe('parseTimeTaken()', () => {
  it('reads milliseconds', () => {
    expect(parseTimeTaken('PT1.234S')).toBe(1_234);
    expect(parseTimeTaken('soon')).toBeNaN();
  });
});
