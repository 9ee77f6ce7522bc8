import { renderPurl, type Purl } from './render-purl.ts';

describe('renderPurl()', () => {
  it.each<[string, Purl]>([
    ['pkg:npm/ms@2.1.3', { type: 'npm', name: 'ms', version: '2.1.3' }],
    ['pkg:npm/%40a/b@1.0.0', { type: 'npm', namespace: '@a', name: 'b', version: '1.0.0' }],
    ['pkg:generic/tz@2026c', { type: 'generic', name: 'tz', version: '2026c' }],
    [
      'pkg:deb/debian/libstdc%2B%2B6@1:12.2.0-14%2Bdeb12u1?arch=amd64&distro=debian-12',
      {
        type: 'deb',
        namespace: 'debian',
        name: 'libstdc++6',
        version: '1:12.2.0-14+deb12u1',
        qualifiers: { distro: 'debian-12', arch: 'amd64' },
      },
    ],
  ])('renders %s', (text, purl) => {
    expect(renderPurl(purl)).toBe(text);
  });
});
