import type { IncomingHttpHeaders } from 'node:http';
import { evaluateConditions, isRangeWanted } from './conditions.ts';

const ETAG = '"now"';
const [BEFORE, MODIFIED, AFTER] = [
  'Fri, 20 Nov 2026 00:00:00 GMT',
  'Sat, 21 Nov 2026 00:00:00 GMT',
  'Sun, 22 Nov 2026 00:00:00 GMT',
];
const NOW = new Date(AFTER);
const DATED = { etag: ETAG, modifiedMs: Date.parse(MODIFIED) };
const UNDATED = { etag: ETAG, modifiedMs: undefined };

describe('evaluateConditions()', () => {
  it.each<[IncomingHttpHeaders, string]>([
    [{}, 'perform'],
    [{ 'if-match': ETAG }, 'perform'],
    [{ 'if-match': '"other", "now"' }, 'perform'],
    [{ 'if-match': '*' }, 'perform'],
    [{ 'if-match': ' * ' }, 'perform'],
    [{ 'if-match': '"other"' }, 'failed'],
    [{ 'if-match': 'W/"now"' }, 'failed'], // strong comparison: section 13.1.1
    [{ 'if-match': 'now' }, 'failed'],
    [{ 'if-match': '' }, 'failed'],
    [{ 'if-match': '"no"w"' }, 'failed'],
    [{ 'if-match': '**' }, 'failed'],
    [{ 'if-unmodified-since': BEFORE }, 'failed'],
    [{ 'if-unmodified-since': MODIFIED }, 'perform'],
    [{ 'if-unmodified-since': AFTER }, 'perform'],
    [{ 'if-unmodified-since': 'yesterday' }, 'perform'],
    [{ 'if-none-match': ETAG }, 'not modified'],
    [{ 'if-none-match': 'W/"now"' }, 'not modified'], // weak comparison: section 13.1.2
    [{ 'if-none-match': '"a,b", "c" ,"now"' }, 'not modified'],
    [{ 'if-none-match': '*' }, 'not modified'],
    [{ 'if-none-match': '"other"' }, 'perform'],
    [{ 'if-none-match': '"now' }, 'perform'],
    [{ 'if-none-match': 'now' }, 'perform'],
    [{ 'if-none-match': '"NOW"' }, 'perform'],
    [{ 'if-none-match': '' }, 'perform'],
    [{ 'if-none-match': '"'.repeat(10_000) }, 'perform'],
    [{ 'if-modified-since': BEFORE }, 'perform'],
    [{ 'if-modified-since': MODIFIED }, 'not modified'],
    [{ 'if-modified-since': AFTER }, 'not modified'],
    [{ 'if-modified-since': 'Saturday, 21-Nov-26 00:00:00 GMT' }, 'not modified'],
    [{ 'if-modified-since': 'Sat Nov 21 00:00:00 2026' }, 'not modified'],
    [{ 'if-modified-since': '2026-11-22' }, 'perform'],
    [{ 'if-modified-since': '' }, 'perform'],
  ])('evaluates %j: %s', (headers, verdict) => {
    expect(evaluateConditions(headers, DATED, NOW)).toBe(verdict);
  });

  it.each<[string, IncomingHttpHeaders, string]>([
    [
      'If-Match, not If-Unmodified-Since',
      { 'if-match': ETAG, 'if-unmodified-since': BEFORE },
      'perform',
    ],
    ['If-Match first', { 'if-match': '"other"', 'if-none-match': ETAG }, 'failed'],
    [
      'If-Unmodified-Since before If-None-Match',
      { 'if-unmodified-since': BEFORE, 'if-none-match': ETAG },
      'failed',
    ],
    [
      'If-None-Match, not If-Modified-Since',
      { 'if-none-match': '"other"', 'if-modified-since': AFTER },
      'perform',
    ],
    ['If-None-Match after If-Match', { 'if-match': ETAG, 'if-none-match': ETAG }, 'not modified'],
  ])('evaluates %s', (_, headers, verdict) => {
    expect(evaluateConditions(headers, DATED, NOW)).toBe(verdict);
  });

  it.each([{ 'if-modified-since': AFTER }, { 'if-unmodified-since': BEFORE }])(
    'ignores %j for a file without a date',
    (headers) => {
      expect(evaluateConditions(headers, UNDATED, NOW)).toBe('perform');
    },
  );
});

describe('isRangeWanted()', () => {
  it.each([
    [undefined, true],
    [ETAG, true],
    ['W/"now"', false],
    ['"other"', false],
    ['"now", "other"', false],
    ['*', false],
    ['', false],
    [MODIFIED, false],
    ['now', false],
  ])('returns for If-Range %j %s', (ifRange, expected) => {
    expect(isRangeWanted(ifRange, ETAG)).toBe(expected);
  });
});
