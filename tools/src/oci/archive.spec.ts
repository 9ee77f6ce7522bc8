import { execFileSync } from 'node:child_process';
import { renderArchive } from './archive.ts';
import type { ImageDescription } from './config.ts';
import { digestOf } from './digest.ts';
import { renderImage } from './image.ts';
import { renderLayer } from './layer.ts';
import { parseReference } from './reference.ts';

const description: ImageDescription = {
  architecture: 'amd64',
  createdSeconds: 0,
  user: '65532:65532',
  entrypoint: ['/server'],
  tcpPorts: [8080],
  labels: {},
};

const layer = (path: string) => ({
  ...renderLayer([{ path, type: 'file', mode: 0o644, bytes: Buffer.from(path) }]),
  createdBy: path,
});

const image = renderImage(description, [layer('server'), layer('server.app')]);
const archive = renderArchive(image, parseReference('server:1.0'));

function tar(...args: string[]): Buffer {
  return execFileSync('tar', [...args, '--file=-'], { input: archive });
}

function readMember(path: string): Buffer {
  return execFileSync('tar', ['--extract', '--to-stdout', '--file=-', path], { input: archive });
}

function readJson(path: string): unknown {
  return JSON.parse(readMember(path).toString());
}

describe('renderArchive()', () => {
  it('keeps every blob under its own digest, and nothing else', () => {
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

  it('leads from the index over the manifest to the config and the layers', () => {
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
    });
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

  it('keeps the name out of the digest: a second name is the same image', () => {
    const renamed = renderArchive(image, parseReference('other:1.0'));
    expect(renamed).not.toEqual(archive);
    expect(Buffer.from(renamed).includes(image.manifest.bytes)).toBe(true);
  });
});

function blobPath(digest: string): string {
  return digest.replace('sha256:', 'blobs/sha256/');
}
