import { isNavigation } from './is-navigation.ts';

describe('isNavigation()', () => {
  it.each([
    ['text/html', undefined, true],
    ['application/json, Text/HTML ;q=0.5', 'navigate', true],
    ['text/html', 'cors', false],
    ['text/html', 'no-cors', false],
    ['text/html;q=0', 'navigate', false],
    ['text/html; q=0.000', undefined, false],
    ['*/*', 'navigate', false],
    ['text/*', undefined, false],
    ['text/htmlx', undefined, false],
    [undefined, undefined, false],
  ])('of Accept %j and mode %j is %j', (accept, mode, expected) => {
    expect(isNavigation({ accept, 'sec-fetch-mode': mode })).toBe(expected);
  });
});
