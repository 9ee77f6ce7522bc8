import { isImageName, parseImageName } from './image-name.ts';

const DIGEST = `sha256:${'0a'.repeat(32)}`;

describe('parseImageName()', () => {
  it.each([
    ['registry.example.org/shop:1.2', 'https://registry.example.org', 'shop', '1.2', undefined],
    [
      'registry.example.org:5000/a/b',
      'https://registry.example.org:5000',
      'a/b',
      'latest',
      undefined,
    ],
    ['127.0.0.1:5000/shop', 'http://127.0.0.1:5000', 'shop', 'latest', undefined],
    ['localhost/shop', 'http://localhost', 'shop', 'latest', undefined],
    ['ada/shop:1', 'https://registry-1.docker.io', 'ada/shop', '1', undefined],
    ['shop', 'https://registry-1.docker.io', 'library/shop', 'latest', undefined],
    [
      `registry.example.org/shop@${DIGEST}`,
      'https://registry.example.org',
      'shop',
      undefined,
      DIGEST,
    ],
    [`localhost:5000/shop:1@${DIGEST}`, 'http://localhost:5000', 'shop', undefined, DIGEST],
  ])('parses %s', (text, origin, repository, tag, digest) => {
    expect(parseImageName(text)).toMatchObject({ origin, repository, tag, digest });
  });

  it.each(['shop@sha256:00', 'shop@latest', 'shop@'])('refuses the digest of %s', (text) => {
    expect(() => parseImageName(text)).toThrow(`Cannot use "${text}": expected sha256: and 64`);
  });

  it.each(['', 'Shop', 'registry.example.org/', 'shop:', 'https://registry.example.org/shop'])(
    'refuses %j',
    (text) => {
      expect(() => parseImageName(text)).toThrow(/^Cannot .*registry/);
    },
  );
});

describe('isImageName()', () => {
  it.each([
    'registry.example.org/shop:1.2',
    'localhost:5000/team/shop:latest',
    `registry.example.org/shop@${DIGEST}`,
    'shop@sha256:00',
  ])('takes %s for an image', (text) => {
    expect(isImageName(text)).toBe(true);
  });

  it.each([
    'image.tar',
    './dist/image.tar',
    '/tmp/registry.example.org/shop:1.2',
    'dist/apps/shop/image.tar',
    'shop:1.2',
    'registry.example.org/shop',
    'server-vps_0.1.0_amd64.deb',
  ])('takes %s for a file', (text) => {
    expect(isImageName(text)).toBe(false);
  });
});
