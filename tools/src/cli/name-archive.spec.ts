import { nameArchive } from './name-archive.ts';

const REPORT = [
  '../tmp/image.tar  45.0 MB',
  'Next:',
  '  docker load < ../tmp/image.tar',
  '  docker run',
];

describe('nameArchive()', () => {
  it.each([
    ['shop.tar', 'shop.tar'],
    ['my shop.tar', "'my shop.tar'"],
    ["it's $&.tar", String.raw`'it'\''s $&.tar'`],
  ])('names %s', (name, argument) => {
    expect(nameArchive(REPORT.join('\n'), '../tmp/image.tar', name).split('\n')).toEqual([
      `${name.padEnd(16)}  45.0 MB`,
      'Next:',
      `  docker load < ${argument}`,
      '  docker run',
    ]);
  });
});
