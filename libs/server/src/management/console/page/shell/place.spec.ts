import { parsePlace, placeOf } from './place.ts';

describe('parsePlace()', () => {
  it.each([
    ['', 'overview', {}],
    ['#/', 'overview', {}],
    ['#/logs', 'logs', {}],
    ['#/logs?request=a%2Fb&x=1', 'logs', { request: 'a/b', x: '1' }],
    ['#/<script>', '<script>', {}],
  ])('reads %j', (hash, view, query) => {
    const place = parsePlace(hash);
    expect([place.view, Object.fromEntries(place.query)]).toEqual([view, query]);
  });
});

describe('placeOf()', () => {
  it('encodes values and leaves out empty ones', () => {
    expect(placeOf('logs', { request: 'a/b&c', other: '' })).toBe('#/logs?request=a%2Fb%26c');
    expect(placeOf('cpu')).toBe('#/cpu');
  });

  it('is read back', () => {
    expect(parsePlace(placeOf('logs', { request: '<b>?#' })).query.get('request')).toBe('<b>?#');
  });
});
