import { filesRoots, parseFilesRoot } from './files-roots.ts';
import { readText } from './reading.ts';

describe('parseFilesRoot()', () => {
  it.each([
    ['/docs=/srv/docs', { prefix: '/docs', path: '/srv/docs' }],
    ['/docs/api-2.0=relative', { prefix: '/docs/api-2.0', path: 'relative' }],
    ['/a=/srv/b=c', { prefix: '/a', path: '/srv/b=c' }],
    ['/.well-known=/srv/acme', { prefix: '/.well-known', path: '/srv/acme' }],
    ['/.well-known/x=/srv/acme', { prefix: '/.well-known/x', path: '/srv/acme' }],
  ])('parses %s', (text, root) => {
    expect(parseFilesRoot(text)).toEqual(root);
  });

  it.each([
    '/=/srv',
    '=/srv',
    'docs=/srv',
    '/docs',
    '/docs=',
    '/docs/=/srv',
    '/docs//api=/srv',
    '/../etc=/srv',
    '/.git=/srv',
    '/docs/.well-known=/srv',
    '/.well-knownish=/srv',
    '/do%63s=/srv',
    '/do cs=/srv',
    '/docs=/srv\0',
  ])('rejects %j', (text) => {
    expect(parseFilesRoot(text)).toBeUndefined();
  });
});

describe('filesRoots', () => {
  it('names each wrong element and each repeated path', () => {
    const text = '/a=1,b=2,/c=3,/a=4';
    const { problems } = readText({ from: 'variable', name: 'FILES_ROOTS' }, text, filesRoots);
    expect(problems).toEqual(
      ['b=2', '/a=4'].map(
        (part) =>
          `Cannot read "${part}" in FILES_ROOTS="${text}": expected ${filesRoots.expectation}`,
      ),
    );
  });
});
