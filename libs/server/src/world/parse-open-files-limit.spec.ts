import { parseOpenFilesLimit } from './parse-open-files-limit.ts';

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
  ])('reads the soft limit from %j', (text, expected) => {
    expect(parseOpenFilesLimit(text)).toBe(expected);
  });
});
