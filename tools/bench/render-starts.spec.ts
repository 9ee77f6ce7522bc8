import { renderStarts } from './render-starts.ts';

const start = (milliseconds: number, bytes: number) => ({
  wallMs: milliseconds,
  mainThreadMs: milliseconds - 1,
  wholeMs: milliseconds + 1,
  anonymousBytes: bytes,
  residentBytes: 2 * bytes,
});

describe('renderStarts()', () => {
  it('renders medians, and the ratios of the times to those of the first one', () => {
    const starts = new Map([
      ['bare', [start(61, 3e6), start(11, 1e6), start(21, 2e6)]],
      ['program', [start(31, 4e6)]],
    ]);
    expect(renderStarts(starts).split('\n').slice(2)).toEqual([
      '| bare | 21 ms | 1.00 | 20 ms | 1.00 | 22 ms | 1.00 | 2.0 MB | 4.0 MB |',
      '| program | 31 ms | 1.48 | 30 ms | 1.50 | 32 ms | 1.45 | 4.0 MB | 8.0 MB |',
      '',
    ]);
  });
});
