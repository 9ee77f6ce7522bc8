import { parseAcceptEncoding } from './parse-accept-encoding.ts';

describe('parseAcceptEncoding()', () => {
  it.each([
    [undefined, []],
    ['', []],
    ['gzip', ['gzip']],
    ['gzip, deflate, br, zstd', ['br', 'zstd', 'gzip']],
    ['GZIP', ['gzip']],
    ['gzip;q=1.0, br;q=0.5', ['gzip', 'br']],
    ['gzip ; q=0.001', ['gzip']],
    ['gzip;Q=0.5', ['gzip']],
    ['br;q=0, gzip', ['gzip']],
    ['*', ['br', 'zstd', 'gzip']],
    ['*;q=0', []],
    ['*;q=0, zstd', ['zstd']],
    ['*, br;q=0', ['zstd', 'gzip']],
    ['identity', []],
    ['identity, gzip;q=0.5', []],
    ['identity;q=0.5, gzip;q=0.5', ['gzip']],
    ['identity;q=0, gzip', ['gzip']],
    ['identity;q=0', []],
    ['deflate, compress, x-gzip', []],
    [',,gzip,,', ['gzip']],
    ['gzip\t,\tbr', ['br', 'gzip']],
  ])('reads %j as %j', (field, codings) => {
    expect(parseAcceptEncoding(field)).toEqual(codings);
  });

  it.each([
    'gzip;q=2',
    'gzip;q=-1',
    'gzip;q=1.001',
    'gzip;q=0.0001',
    'gzip;q=.5',
    'gzip;q=',
    'gzip;q',
    'gzip;q=x',
    'gzip;q=0.5;q=1',
    'gzip;level=9',
    'gzip br',
    'gzip=1',
    '"gzip"',
    ';q=1',
    ';;;,',
    '__proto__',
  ])('reads no preference in %j', (field) => {
    expect(parseAcceptEncoding(field)).toEqual([]);
  });

  it('parses a field as long as a head may be without delay', () => {
    expect(parseAcceptEncoding('gzip;q=0,'.repeat(1_800))).toEqual([]);
  });
});
