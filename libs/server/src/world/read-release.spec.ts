import { parseRelease, readRelease } from './read-release.ts';

const revision = 'c0ffee1234abc0ffee1234abc0ffee1234abc0ff';
const created = '2026-11-21T23:36:00Z';
const properties = [
  { name: 'other', value: 'x' },
  { name: 'org.opencontainers.image.revision', value: revision },
];

const nodePart = {
  name: 'node',
  type: 'platform',
  properties: [{ name: 'tscratch:node:released', value: '2026-10-21' }],
};

describe('parseRelease()', () => {
  it.each([
    [{ metadata: { timestamp: created, component: { properties } } }, { revision, created }],
    [{ metadata: { timestamp: created, component: { properties: [] } } }, { created }],
    [{ metadata: { timestamp: created } }, { created }],
    [{ metadata: { component: { properties } } }, { revision }],
    [{ components: [{ name: 'express' }, nodePart] }, { nodeReleased: '2026-10-21' }],
    [{ components: [{ ...nodePart, type: 'library' }] }, {}],
    [{ components: [{ ...nodePart, properties: [] }] }, {}],
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
    ['a truncated text', () => '{"metadata":'],
    [
      'a properties value that is not an array',
      () => '{"metadata":{"component":{"properties":{}}}}',
    ],
    [
      'an unreadable file',
      () => {
        throw Object.assign(new Error('permission denied'), { code: 'EACCES' });
      },
    ],
  ])('finds no release in %s', (_, readSbom) => {
    expect(readRelease({ readSbom })).toEqual({});
  });
});
