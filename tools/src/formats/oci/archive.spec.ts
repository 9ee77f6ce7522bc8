import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderArchive } from './archive.ts';
import { COMPRESSIONS } from './compression.ts';
import type { ImageDescription } from './description.ts';
import { digestOf, type Digest } from './digest.ts';
import { renderImage } from './image.ts';
import { renderLayer } from './layer.ts';
import { parseReference } from './reference.ts';

const description: ImageDescription = {
  architecture: 'amd64',
  createdSeconds: 0,
  user: '65532:65532',
  entrypoint: ['/server'],
  tcpPorts: [8080],
  environment: {},
  volumes: [],
  healthcheck: { command: ['/server'], intervalSeconds: 1, timeoutSeconds: 1, retries: 1 },
  labels: { 'org.opencontainers.image.version': '1', 'org.opencontainers.image.title': 'Lädchen' },
};

const layer = (path: string) => ({
  ...renderLayer([{ path, type: 'file', mode: 0o644, bytes: Buffer.from(path) }], 'gzip'),
  createdBy: path,
  comment: path,
});

const image = renderImage(description, [layer('server'), layer('server.app')]);
const reference = parseReference('server:1.0');
const archive = renderArchive([image], reference);

function tar(...args: string[]): Buffer {
  return execFileSync('tar', [...args, '--file=-'], { input: archive });
}

function readMember(path: string, input = archive): Buffer {
  return execFileSync('tar', ['--extract', '--to-stdout', '--file=-', path], { input });
}

function readJson(path: string, input = archive): unknown {
  return JSON.parse(readMember(path, input).toString());
}

describe('renderArchive()', () => {
  it('stores every blob under its digest, and nothing else', () => {
    const members = tar('--list').toString().trim().split('\n');
    const blobs = members.filter((path) => /^blobs\/sha256\/./.test(path));
    expect(members.filter((path) => !blobs.includes(path))).toEqual([
      'blobs/',
      'blobs/sha256/',
      'index.json',
      'manifest.json',
      'oci-layout',
    ]);
    expect(blobs.map((path) => digestOf(readMember(path)))).toEqual(
      blobs.map((path) => path.replace('blobs/sha256/', 'sha256:')),
    );
    expect(blobs).toHaveLength(4);
  });

  it('links the index to the manifest, and the manifest to the config and the layers', () => {
    expect(readJson('oci-layout')).toEqual({ imageLayoutVersion: '1.0.0' });
    expect(readJson('index.json')).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [
        {
          mediaType: 'application/vnd.oci.image.manifest.v1+json',
          digest: image.manifest.descriptor.digest,
          size: image.manifest.bytes.byteLength,
          platform: { architecture: 'amd64', os: 'linux' },
          annotations: {
            'io.containerd.image.name': 'docker.io/library/server:1.0',
            'org.opencontainers.image.ref.name': '1.0',
          },
        },
      ],
    });
    expect(readJson(blobPath(image.manifest.descriptor.digest))).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.manifest.v1+json',
      config: {
        mediaType: 'application/vnd.oci.image.config.v1+json',
        digest: image.config.descriptor.digest,
        size: image.config.bytes.byteLength,
      },
      layers: ['server', 'server.app'].map(layer).map(({ digest, sizeBytes }) => ({
        mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
        digest,
        size: sizeBytes,
      })),
      annotations: description.labels,
    });
  });

  it('gives gzip and zstd layers different media types', () => {
    const entries = [{ path: 'server', type: 'file', mode: 0o644 }] as const;
    const described = { createdBy: '', comment: '' };
    const mixed = renderImage(
      description,
      COMPRESSIONS.map((compression) => ({ ...renderLayer(entries, compression), ...described })),
    );
    expect(mixed.layers.map(({ descriptor }) => descriptor.mediaType)).toEqual([
      'application/vnd.oci.image.layer.v1.tar+gzip',
      'application/vnd.oci.image.layer.v1.tar+zstd',
    ]);
  });

  it("points Docker's manifest at the same blobs", () => {
    expect(readJson('manifest.json')).toEqual([
      {
        Config: blobPath(image.config.descriptor.digest),
        RepoTags: ['server:1.0'],
        Layers: image.layers.map(({ descriptor }) => blobPath(descriptor.digest)),
      },
    ]);
  });

  it('keeps the name out of the digest: the same image can have a second name', () => {
    const renamed = renderArchive([image], parseReference('other:1.0'));
    expect(renamed).not.toEqual(archive);
    expect(Buffer.from(renamed).includes(image.manifest.bytes)).toBe(true);
  });
});

describe('renderArchive() for two processors', () => {
  const other = renderImage({ ...description, architecture: 'arm64' }, [
    layer('server of arm64'),
    layer('server.app'),
  ]);
  const both = renderArchive([image, other], reference);
  const [entry] = (readJson('index.json', both) as Index).manifests;
  const folder = mkdtempSync(join(tmpdir(), 'archive-'));
  const path = join(folder, 'image.tar');
  writeFileSync(path, both);
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('names one index, which lists an image for each processor', () => {
    expect(entry).toEqual({
      mediaType: 'application/vnd.oci.image.index.v1+json',
      digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) as string,
      size: expect.any(Number) as number,
      annotations: {
        'io.containerd.image.name': 'docker.io/library/server:1.0',
        'org.opencontainers.image.ref.name': '1.0',
      },
    });
    const index = readMember(blobPath(entry.digest), both);
    expect([digestOf(index), index.byteLength]).toEqual([entry.digest, entry.size]);
    expect(JSON.parse(index.toString())).toEqual({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [
        { ...image.manifest.descriptor, platform: { architecture: 'amd64', os: 'linux' } },
        {
          ...other.manifest.descriptor,
          platform: { architecture: 'arm64', os: 'linux', variant: 'v8' },
        },
      ],
      annotations: description.labels,
    });
  });

  it('contains every blob of both images once, and the index', () => {
    const members = execFileSync('tar', ['--list', '--file=-'], { input: both }).toString();
    const blobs = members.split('\n').filter((member) => /^blobs\/sha256\/./.test(member));
    const images = [image, other].flatMap(({ manifest, config, layers }) => [
      manifest,
      config,
      ...layers,
    ]);
    const digests = [entry.digest, ...images.map(({ descriptor }) => descriptor.digest)];
    expect(blobs).toEqual([...new Set(digests.map(blobPath))].toSorted());
    expect(blobs).toHaveLength(8);
  });

  it("lists the first image in Docker's manifest", () => {
    expect(readJson('manifest.json', both)).toEqual(readJson('manifest.json'));
  });

  const whenSkopeo = spawnSync('skopeo', ['--version']).status === 0 ? it : it.skip;
  whenSkopeo.each([
    ['amd64', image],
    ['arm64', other],
  ])('lets skopeo extract the image for %s', (architecture, { manifest }) => {
    const target = join(folder, architecture);
    const args = ['copy', '--override-arch', architecture, `oci-archive:${path}`, `dir:${target}`];
    execFileSync('skopeo', args);
    expect(digestOf(readFileSync(join(target, 'manifest.json')))).toBe(manifest.descriptor.digest);
  });
  whenSkopeo('has the digest of the index for skopeo', () => {
    const raw = execFileSync('skopeo', ['inspect', '--raw', `oci-archive:${path}`]);
    expect(digestOf(raw)).toBe(entry.digest);
  });
});

interface Index {
  readonly manifests: readonly [{ readonly digest: Digest; readonly size: number }];
}

function blobPath(digest: string): string {
  return digest.replace('sha256:', 'blobs/sha256/');
}
