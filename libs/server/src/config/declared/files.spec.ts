import { readSettings } from '../../../testing/read-command-line.ts';
import { filesSettings } from './files.ts';

function cacheControlOf(value: string): string {
  return readSettings({ FILES_CACHE_CONTROL: value }, filesSettings).filesCacheControl;
}

describe('FILES_CACHE_CONTROL', () => {
  it.each([
    'no-cache',
    'public, max-age=31536000, immutable',
    'max-age=60,must-revalidate',
    'private="set-cookie", no-store',
  ])('accepts %j', (value) => {
    expect(cacheControlOf(value)).toBe(value);
  });

  it.each([
    'max-age 60',
    'max-age=',
    '=60',
    'public,,immutable',
    'public;immutable',
    ' no-cache',
    'no-cache,',
    'no-cache\n',
    'no-cache\r\nSet-Cookie: a=b',
    'private="a\r\nb"',
    'ünused',
  ])('rejects %j', (value) => {
    expect(() => cacheControlOf(value)).toThrow(
      `Cannot read FILES_CACHE_CONTROL=${JSON.stringify(value)}: expected Cache-Control directives such as no-cache or "public, max-age=3600"`,
    );
  });
});

describe('FILES_FALLBACK and FILES_NOT_FOUND', () => {
  it.each(['/404.html', '/errors/not-found.html', '/~a/b_c.html'])('accept %j', (path) => {
    const given = { FILES_FALLBACK: path, FILES_NOT_FOUND: path };
    expect(readSettings(given, filesSettings)).toMatchObject({
      filesFallback: path,
      filesNotFound: path,
    });
  });

  it.each([
    '404.html',
    '/',
    '/a/',
    '//a',
    '/../a',
    '/.env',
    '/a/./b',
    '/a%2f',
    '/a b',
    '/a\n',
    '/é',
  ])('reject %j', (path) => {
    expect(() => readSettings({ FILES_NOT_FOUND: path }, filesSettings)).toThrow(
      'expected the path of a page below FILES_ROOT such as /404.html, of letters, digits and -._~',
    );
  });
});
