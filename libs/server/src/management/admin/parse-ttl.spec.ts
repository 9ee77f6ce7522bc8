import { parseTtl } from './parse-ttl.ts';

describe('parseTtl()', () => {
  it.each([
    ['30s', 30_000],
    ['10m', 600_000],
    ['1h', 3_600_000],
    ['24h', 86_400_000],
    ['86400s', 86_400_000],
    ['0', undefined],
  ])('reads %j', (text, ttlMs) => {
    expect(parseTtl(text)).toBe(ttlMs);
  });

  it.each(['', '10', '-1s', '0s', '25h', '1d', '1.5m', '10 m', '10M', '1e3s', '٣s'])(
    'rejects %j',
    (text) => {
      expect(() => parseTtl(text)).toThrow(
        `Cannot read ttl=${JSON.stringify(text)}: expected a duration such as 30s, 10m or 1h, at most 24h, or 0 to keep the change until the restart`,
      );
    },
  );
});
