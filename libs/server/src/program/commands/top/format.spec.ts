import { formatBytes, formatCount, formatMs, formatUptime } from './format.ts';

it.each([
  [0, '0'],
  [9_999, '9999'],
  [12_345, '12.3k'],
  [999_999, '1000k'],
  [4_500_000, '4.50M'],
])('formatCount(%d)', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

it.each([
  [0, '0 ms'],
  [1.234, '1.23 ms'],
  [9.999, '10 ms'],
  [12, '12 ms'],
  [999, '999 ms'],
  [1_500, '1.50 s'],
  [99_000, '99 s'],
  [120_000, '2 min'],
])('formatMs(%d)', (ms, text) => {
  expect(formatMs(ms)).toBe(text);
});

it.each([
  [-1, '0 s'],
  [59.9, '59 s'],
  [61, '1 min 1 s'],
  [11_520, '3 h 12 min'],
  [180_000, '2 d 2 h'],
])('formatUptime(%d)', (seconds, text) => {
  expect(formatUptime(seconds)).toBe(text);
});

it.each([
  [84_200_000, '84.2 MB'],
  [1_500_000_000, '1.50 GB'],
])('formatBytes(%d)', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});
