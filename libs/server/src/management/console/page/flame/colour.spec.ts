import { colourOf, partOf } from './colour.ts';

describe('partOf()', () => {
  it.each([
    ['file:///app/main.cjs:7', 'own'],
    ['file:///app/node_modules/router/index.js:7', 'package'],
    ['node:events:500', 'node'],
    ['', 'native'],
  ])('says to which part a function at %j belongs: %s', (place, part) => {
    expect(partOf({ place })).toBe(part);
  });
});

describe('colourOf()', () => {
  it('is the same each time', () => {
    const frame = { name: '<script>', place: 'file:///app/main.cjs:7' };
    expect(colourOf(frame)).toBe(colourOf({ ...frame }));
    expect(colourOf(frame)).toMatch(/^hsl\(\d+ 62% \d+%\)$/);
  });
});
