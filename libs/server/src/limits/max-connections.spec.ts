import { defaultMaxConnections, parseOpenFilesLimit } from './max-connections.ts';

describe('defaultMaxConnections()', () => {
  it.each([
    [undefined, 10_000],
    [Infinity, 10_000],
    [1_048_576, 10_000],
    [10_256, 10_000],
    [1_024, 768],
    [512, 256],
    [64, 32],
  ])('allows, where %j files may be open, %i', (openFilesLimit, expected) => {
    expect(defaultMaxConnections(openFilesLimit)).toBe(expected);
  });
});

describe('parseOpenFilesLimit()', () => {
  const render = (soft: string): string =>
    `Limit                     Soft Limit           Hard Limit           Units     \n` +
    `Max processes             127438               127438               processes \n` +
    `Max open files            ${soft.padEnd(20)} 1048576              files     \n`;

  it.each([
    [render('1024'), 1024],
    [render('unlimited'), Infinity],
    ['', undefined],
    ['Max open files\n', undefined],
  ])('reads the soft limit of %j', (text, expected) => {
    expect(parseOpenFilesLimit(text)).toBe(expected);
  });
});
