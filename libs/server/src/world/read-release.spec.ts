import { parseRelease, readRelease } from './read-release.ts';

const revision = 'c0ffee1234abc0ffee1234abc0ffee1234abc0ff';
const created = '2026-11-21T23:36:00Z';
const properties = [
  { name: 'other', value: 'x' },
  { name: 'org.opencontainers.image.revision', value: revision },
];

describe('parseRelease()', () => {
  it.each([
    [{ metadata: { timestamp: created, component: { properties } } }, { revision, created }],
    [{ metadata: { timestamp: created, component: { properties: [] } } }, { created }],
    [{ metadata: { timestamp: created } }, { created }],
    [{ metadata: { component: { properties } } }, { revision }],
    [{ metadata: { timestamp: 7 } }, {}],
    [{}, {}],
    [null, {}],
  ])('reads %j', (sbom, release) => {
    expect(parseRelease(JSON.stringify(sbom))).toEqual(release);
  });
});

describe('readRelease()', () => {
  it.each<[string, () => string | undefined]>([
    ['nothing', () => undefined],
    ['a text that is cut', () => '{"metadata":'],
    ['a list where none belongs', () => '{"metadata":{"component":{"properties":{}}}}'],
    [
      'a file that cannot be read',
      () => {
        throw Object.assign(new Error('permission denied'), { code: 'EACCES' });
      },
    ],
  ])('knows nothing by %s', (_, readSbom) => {
    expect(readRelease({ readSbom })).toEqual({});
  });
});
