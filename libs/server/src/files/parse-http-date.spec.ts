import { parseHttpDate } from './parse-http-date.ts';

const NOW = new Date('2026-11-22T00:00:00Z');

describe('parseHttpDate()', () => {
  it.each([
    ['Sun, 06 Nov 1994 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
    ['Sunday, 06-Nov-94 08:49:37 GMT', '1994-11-06T08:49:37.000Z'],
    ['Sun Nov  6 08:49:37 1994', '1994-11-06T08:49:37.000Z'],
    ['Wed Nov 16 08:49:37 1994', '1994-11-16T08:49:37.000Z'],
    ['Thu, 29 Feb 2024 00:00:00 GMT', '2024-02-29T00:00:00.000Z'],
    ['Saturday, 22-Nov-75 00:00:00 GMT', undefined], // 2075 has it on a Friday
    ['Friday, 22-Nov-75 00:00:00 GMT', '2075-11-22T00:00:00.000Z'],
    ['Monday, 22-Nov-76 00:00:00 GMT', undefined], // 2076 has it on a Sunday
    ['Sunday, 22-Nov-76 00:00:00 GMT', '2076-11-22T00:00:00.000Z'], // at most 50 years ahead
    ['Tuesday, 22-Nov-77 00:00:00 GMT', '1977-11-22T00:00:00.000Z'],
  ])('reads %j as %s', (text, expected) => {
    const ms = parseHttpDate(text, NOW);
    expect(ms === undefined ? undefined : new Date(ms).toISOString()).toBe(expected);
  });

  it.each([
    '',
    '0',
    '1994',
    '1994-11-06T08:49:37Z',
    'Sun, 06 Nov 1994 08:49:37',
    'Sun, 06 Nov 1994 08:49:37 UTC',
    'Sun, 06 Nov 1994 08:49:37 +0000',
    'sun, 06 nov 1994 08:49:37 gmt',
    'Mon, 06 Nov 1994 08:49:37 GMT',
    'Sun, 6 Nov 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 24:00:00 GMT',
    'Sun, 06 Nov 1994 08:49:60 GMT',
    'Wed, 31 Feb 2024 00:00:00 GMT',
    'Sun, 06 Xyz 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT',
    '٠٦ Nov 1994',
  ])('refuses %j', (text) => {
    expect(parseHttpDate(text, NOW)).toBeUndefined();
  });
});
