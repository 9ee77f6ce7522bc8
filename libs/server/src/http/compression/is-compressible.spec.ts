import { allowsTransform, isCompressible } from './is-compressible.ts';

describe('isCompressible()', () => {
  it.each([
    'text/plain',
    'text/html; charset=utf-8',
    'TEXT/CSS',
    'text/event-stream',
    'application/json',
    'application/problem+json',
    'application/vnd.api+json; charset=utf-8',
    'application/xhtml+xml',
    'application/javascript',
    'application/wasm',
    'application/x-ndjson',
    'image/svg+xml',
    'image/x-icon',
    'font/ttf',
    'application/vnd.ms-fontobject',
  ])('is true for %s', (type) => {
    expect(isCompressible(type)).toBe(true);
  });

  it.each([
    '',
    'text',
    'text/',
    'image/png',
    'image/jpeg',
    'image/webp',
    'video/mp4',
    'audio/ogg',
    'font/woff2',
    'application/gzip',
    'application/zip',
    'application/pdf',
    'application/octet-stream',
    'application/jsonp',
    'multipart/mixed',
    `application/${'x'.repeat(100_000)}+json`,
  ])('is false for %.40s', (type) => {
    expect(isCompressible(type)).toBe(false);
  });
});

describe('allowsTransform()', () => {
  it.each(['', 'no-cache', 'public, max-age=60', 'x-no-transform', 'no-transform=0'])(
    'is true for %j',
    (field) => {
      expect(allowsTransform(field)).toBe(true);
    },
  );

  it.each(['no-transform', 'public, No-Transform', 'no-transform ,max-age=60'])(
    'is false for %j',
    (field) => {
      expect(allowsTransform(field)).toBe(false);
    },
  );
});
