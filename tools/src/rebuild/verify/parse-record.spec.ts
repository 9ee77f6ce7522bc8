import { renderAr } from '../../formats/deb/render-ar.ts';
import { renderTinyElf } from '../../formats/elf/tiny-elf.fixture.ts';
import { renderGzip } from '../../formats/render-gzip.ts';
import { renderArchive } from '../../formats/oci/archive.ts';
import { renderImage } from '../../formats/oci/image.ts';
import { renderLayer } from '../../formats/oci/layer.ts';
import { parseReference } from '../../formats/oci/reference.ts';
import { renderTar } from '../../formats/tar.ts';
import { findArchitecture, findKind, parseRecord } from './parse-record.ts';

const REVISION = 'org.opencontainers.image.revision';
const commit = 'c0ffee'.padEnd(40, '0');

const file = (path: string, text: string | Uint8Array) =>
  ({ path, type: 'file', mode: 0o644, bytes: Buffer.from(text) }) as const;

const sbom = (properties?: readonly object[]) =>
  file(
    'orders/sbom.cdx.json',
    JSON.stringify({ metadata: { timestamp: '2023-11-14T22:13:20Z', component: { properties } } }),
  );

const archive = (...entries: Parameters<typeof renderTar>[0]) => ({
  name: 'orders.tar.gz',
  bytes: renderGzip(renderTar(entries)),
});

const deb = (...entries: Parameters<typeof renderTar>[0]) => ({
  name: 'orders.deb',
  bytes: renderAr([{ name: 'data.tar.gz', bytes: renderGzip(renderTar(entries)) }], 0),
});

const image = (labels: Readonly<Record<string, string>>, architecture = 'amd64' as const) => {
  const layer = {
    ...renderLayer([file('server', 'server')], 'gzip'),
    createdBy: 'test',
    comment: 'app',
  };
  const description = { architecture, createdSeconds: 1_700_000_000, labels };
  const healthcheck = { command: ['/server'], intervalSeconds: 1, timeoutSeconds: 1, retries: 1 };
  const others = {
    user: '1:1',
    entrypoint: ['/server'],
    tcpPorts: [],
    environment: {},
    volumes: [],
    healthcheck,
  };
  const images = [renderImage({ ...description, ...others }, [layer])];
  return { name: 'image.tar', bytes: renderArchive(images, parseReference('orders:1')) };
};

describe('findKind()', () => {
  it.each([
    ['binary', renderTinyElf({})],
    ['.tar.gz', archive().bytes],
    ['.deb', Buffer.from('!<arch>\ndebian-binary')],
    ['image.tar', image({}).bytes],
  ])('detects a %s by its first bytes', (kind, bytes) => {
    expect(findKind({ name: 'renamed', bytes })).toBe(kind);
  });

  it.each(['', '\x7f', 'MZ', '{}', 'a'.repeat(1000)])('refuses %j', (text) => {
    expect(() => findKind({ name: 'notes', bytes: Buffer.from(text) })).toThrow(
      'Cannot verify "notes": expected a file that this target builds; pass its binary, .tar.gz, .deb or image.tar',
    );
  });
});

describe('parseRecord()', () => {
  it('reads commit and time of an image from its configuration', () => {
    expect(parseRecord(image({ [REVISION]: commit }))).toEqual({
      revision: commit,
      epochSeconds: 1_700_000_000,
    });
  });

  it('reads commit and time of an archive from its SBOM', () => {
    const release = archive(sbom([{ name: REVISION, value: commit }]));
    expect(parseRecord(release)).toEqual({ revision: commit, epochSeconds: 1_700_000_000 });
  });

  it.each([
    ['an image without the label', image({})],
    ['an archive without an SBOM', archive(file('orders/orders', 'x'))],
    ['an SBOM without properties', archive(sbom())],
    ['an SBOM without the commit', archive(sbom([{ name: 'other', value: 'x' }]))],
  ])('refuses %s', (_, release) => {
    expect(() => parseRecord(release)).toThrow(
      `Cannot build "${release.name}" again: it records no commit, expected ${REVISION} in its labels or its sbom.cdx.json; use a release that was built inside the repository`,
    );
  });

  it.each([
    '{"metadata":',
    'null',
    '{"metadata":null}',
    '{"metadata":{"component":{"properties":{}}}}',
    '{"metadata":{"component":{"properties":[null]}}}',
  ])('rejects the SBOM %s', (text) => {
    expect(() => parseRecord(archive(file('sbom.cdx.json', text)))).toThrow(
      'Cannot build "orders.tar.gz" again: it records no commit',
    );
  });

  it('rejects a commit with uncommitted changes', () => {
    expect(() => parseRecord(image({ [REVISION]: `${commit}-dirty` }))).toThrow(
      `Cannot build "image.tar" again: it was built from ${commit}-dirty, with changes that were never committed; use a release that was built from a commit`,
    );
  });

  it('rejects a revision that could be an option or a name for git', () => {
    expect(() => parseRecord(image({ [REVISION]: '--output=/etc/passwd' }))).toThrow(
      'Cannot build "image.tar" again: it records no commit',
    );
  });
});

describe('findArchitecture()', () => {
  it.each([
    ['an image', image({}), 'amd64'],
    ['a binary', { name: 'orders', bytes: renderTinyElf({ machine: 'aarch64' }) }, 'arm64'],
    ['an archive', archive(file('orders/orders', renderTinyElf({ machine: 'aarch64' }))), 'arm64'],
    [
      'a package, which has further files with the name of its program',
      deb(
        file('etc/default/orders', 'PORT=80'),
        file('usr/bin/orders', renderTinyElf({ machine: 'aarch64' })),
        file('usr/share/lintian/overrides/orders', 'x'),
      ),
      'arm64',
    ],
    ['an archive of something else', archive(file('orders/README.md', 'x')), undefined],
  ])('of %s', (_, release, architecture) => {
    expect(findArchitecture(release, 'orders')).toBe(architecture);
  });
});
