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
