import { parsePattern } from './path-pattern.ts';

function valuesOf(pattern: string, target: string): object | undefined {
  const values = parsePattern(pattern)?.match(target);
  return values && Object.fromEntries(values);
}

describe('parsePattern()', () => {
  it.each([
    ['/', '/', {}],
    ['/about', '/about', {}],
    ['/about', '/about/', {}],
    ['/about/', '/about', {}],
    ['/*', '/', { splat: '' }],
    ['/*', '/a/b.txt', { splat: 'a/b.txt' }],
    ['/news/*', '/news', { splat: '' }],
    ['/news/*', '/news/', { splat: '' }],
    ['/news/*', '/news/2026/a/', { splat: '2026/a/' }],
    ['/news/:year/:id', '/news/2026/7', { year: '2026', id: '7' }],
    ['/:lang/docs/*', '/en/docs/a', { lang: 'en', splat: 'a' }],
    ['/*.js', '/assets/app.js', { splat: 'assets/app' }],
    ['/a/*/z', '/a/b/c/z', { splat: 'b/c' }],
    ['/caf%C3%A9', '/caf%C3%A9', {}],
    ['/%61dmin', '/admin', {}],
    ['/%61dmin/*', '/admin/a', { splat: 'a' }],
    ['/caf%c3%a9/:id', '/caf%C3%A9/7', { id: '7' }],
    ['/a+b(c)|$^{1}', '/a%2Bb(c)%7C%24%5E%7B1%7D', {}],
    ['/.well-known/*', '/.well-known/acme', { splat: 'acme' }],
  ])('%s matches %s with %j', (pattern, target, values) => {
    expect(valuesOf(pattern, target)).toEqual(values);
  });

  it.each([
    ['/about', '/abouts'],
    ['/about', '/a/about'],
    ['/news/*', '/newsletter'],
    ['/news/:id', '/news'],
    ['/news/:id', '/news/1/2'],
    ['/*.js', '/app.jsx'],
    ['/a.b', '/aXb'],
    ['/*.js', '/appXjs'],
  ])('%s does not match %s', (pattern, target) => {
    expect(valuesOf(pattern, target)).toBeUndefined();
  });

  it.each([
    '',
    'about',
    '*',
    '/a b',
    '/a?b=c',
    '/a#b',
    '//a',
    '/a//b',
    '/*/*',
    '/**',
    '/:a/:a',
    '/%zz',
    '/a%2fb',
    '/a%00',
    '/a\\b',
    '/é',
    'https://example.org/',
  ])('refuses %j', (pattern) => {
    expect(parsePattern(pattern)).toBeUndefined();
  });

  it('takes linear time for a path that nearly matches', () => {
    const pattern = parsePattern('/:a/*/:b/end');
    const target = '/a'.repeat(4_000);
    const start = process.cpuUsage().user;
    for (let turn = 0; turn < 100; turn += 1) expect(pattern?.match(target)).toBeUndefined();
    expect(process.cpuUsage().user - start).toBeLessThan(5_000_000);
  });
});
