import { parsePath } from './parse-path.ts';

const base = 'http://test';

describe('parsePath()', () => {
  it.each([
    ['/', [], true],
    ['/a', ['a'], false],
    ['/a/b.txt', ['a', 'b.txt'], false],
    ['/a/', ['a'], true],
    ['/a%20b', ['a b'], false],
    ['/%C3%A4', ['\xc3\xa4'], false],
    ['/caf%E9', ['caf\xe9'], false],
    ['/%ff/', ['\xff'], true],
    ['/%c0%ae%c0%ae/', ['\xc0\xae\xc0\xae'], true],
    ['/%ed%a0%80', ['\xed\xa0\x80'], false],
    ['/a..b', ['a..b'], false],
    ['/.well-known', ['.well-known'], false],
    ['/.well-known/a', ['.well-known', 'a'], false],
    ['/%2Ewell%2dknown/', ['.well-known'], true],
    ['/a%5Cb', ['a\\b'], false],
    ['/%252e%252e', ['%2e%2e'], false],
    ['/100%25', ['100%'], false],
  ])('reads %j', (path, names, endsInSlash) => {
    expect(parsePath(path)).toEqual({ names, endsInSlash });
  });

  it.each([
    '',
    'a',
    '*',
    '/.',
    '/..',
    '/../etc',
    '/a/../b',
    '/a/..',
    '/./a',
    '/%2e',
    '/%2e%2e',
    '/%2E%2e/etc',
    '/.%2e/etc',
    '/..%2fetc',
    '/%2fetc',
    '/a%2f..%2f..%2fetc',
    '/..%5cetc',
    '/.env',
    '/.git/config',
    '/a/.b',
    '/a/.well-known',
    '/.well-known/.well-known',
    '/.well-known/../a',
    '/.well-known%2fa',
    '/.well-known.',
    '/.WELL-KNOWN',
    '/%2eenv',
    '/a%00',
    '/%00',
    '/a%00.txt',
    '/%',
    '/%zz',
  ])('refuses %j', (path) => {
    expect(parsePath(path)).toBeUndefined();
  });

  it.each([
    ['//', '/'],
    ['///', '/'],
    ['//a', '/a'],
    ['//a/', '/a/'],
    ['/a//b.txt', '/a/b.txt'],
    ['/a///b//', '/a/b/'],
    ['///a%20b//%C3%A4', '/a%20b/%C3%A4'],
    ['//evil.example//x', '/evil.example/x'],
    ['//a:b', '/a%3Ab'],
    ['//.well-known/a', '/.well-known/a'],
  ])('reads %j as %s, to which it refers relatively', (path, merged) => {
    const parsed = parsePath(path);
    expect(parsed).toMatchObject(parsePath(merged) ?? {});
    const { singleSlashes = '' } = parsed ?? {};
    expect(singleSlashes).toMatch(/^\.\.\//);
    expect(new URL(singleSlashes, base + path).href).toBe(base + merged);
    expect(new URL(singleSlashes, `${base}/prefix${path}`).href).toBe(`${base}/prefix${merged}`);
  });

  it.each(['//..', '//../etc', '//.env', '//a//.b', '/a//../b', '//%2e%2e/', '//%00', '//%2f'])(
    'refuses %j',
    (path) => {
      expect(parsePath(path)).toBeUndefined();
    },
  );
});
