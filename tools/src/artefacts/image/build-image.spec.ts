import { execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '../../formats/oci/digest.ts';
import { buildImage, type BuiltImage, type ImageParts } from './build-image.ts';
import type { ImageSubject } from './describe-image.ts';
import { runSettings, writeRuntime, writeSbom } from './stages.fixture.ts';

const subject: ImageSubject = {
  title: 'shop',
  manifest: {
    version: '1.2.3',
    description: 'A shop',
    license: 'MIT',
    repository: 'https://example.org/shop.git',
    homepage: 'https://example.org/',
    author: 'Ada',
  },
  source: { epochSeconds: 1_000_000_000, revision: 'c0ffee' },
  run: runSettings,
};

const LABELS = {
  'org.opencontainers.image.authors': 'Ada',
  'org.opencontainers.image.created': '2001-09-09T01:46:40Z',
  'org.opencontainers.image.description': 'A shop',
  'org.opencontainers.image.licenses': 'MIT',
  'org.opencontainers.image.revision': 'c0ffee',
  'org.opencontainers.image.source': 'https://example.org/shop.git',
  'org.opencontainers.image.title': 'shop',
  'org.opencontainers.image.url': 'https://example.org/',
  'org.opencontainers.image.version': '1.2.3',
};

let folder: string;
let runtimePath: string;
let parts: ImageParts;
let outputPath: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'build-image-'));
  outputPath = join(folder, 'dist');
  runtimePath = join(folder, 'runtime');
  parts = {
    bundlePath: join(folder, 'main.cjs'),
    sbomPath: join(folder, 'sbom'),
    reference: 'shop',
    compression: 'gzip',
    record: (subjects) => Buffer.from(JSON.stringify(subjects)),
    variants: [{ runtimePath, warmUp: undefined }],
  };
  writeRuntime(runtimePath, 'aarch64', 'gzip');
  for (const architecture of ['amd64', 'arm64']) writeSbom(join(folder, 'sbom', architecture));
  writeFileSync(parts.bundlePath, 'app');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const readOutput = (name: string) => readFileSync(join(outputPath, name));

describe('buildImage()', () => {
  it('writes its outputs and does not touch the bundle in the same folder', async () => {
    mkdirSync(join(outputPath, 'bundle'), { recursive: true });
    mkdirSync(join(outputPath, 'rootfs/of/yesterday'), { recursive: true });
    await buildImage(outputPath, parts, subject);
    const files = readdirSync(outputPath, { recursive: true, encoding: 'utf8' });
    expect(files.toSorted()).toEqual([
      'bundle',
      'image.digest',
      'image.env',
      'image.intoto.json',
      'image.tar',
      'layers',
      'layers/app.tar.gz',
      'layers/runtime.tar.gz',
      'rootfs',
      'rootfs/app',
      'rootfs/app/licences',
      'rootfs/app/licences/a@1.0.0.txt',
      'rootfs/app/sbom.cdx.json',
      'rootfs/app/server.app',
      'rootfs/etc',
      'rootfs/etc/group',
      'rootfs/etc/passwd',
      'rootfs/run',
      'rootfs/run/shop',
      'rootfs/server',
      'rootfs/tmp',
      'rootfs/usr',
      'rootfs/usr/bin',
      'rootfs/usr/bin/node',
      'rootfs/usr/share',
      'rootfs/usr/share/doc',
      'rootfs/usr/share/doc/node',
    ]);
  });

  it('records the image, by its name, and its archive', async () => {
    const { digest } = await buildImage(outputPath, parts, subject);
    expect(JSON.parse(readOutput('image.intoto.json').toString())).toEqual([
      { name: 'shop:latest', digest },
      { name: 'image.tar', digest: digestOf(readOutput('image.tar')) },
    ]);
  });

  it('makes its outputs readable for everyone, regardless of the umask', async () => {
    const umask = process.umask(0o077);
    try {
      await buildImage(outputPath, parts, subject);
    } finally {
      process.umask(umask);
    }
    const names = readdirSync(outputPath, { recursive: true, encoding: 'utf8' });
    const closed = names.filter((name) => {
      const { mode } = statSync(join(outputPath, name));
      return name !== 'rootfs/run/shop' && (mode & 0o444) !== 0o444; // a volume, private on purpose
    });
    expect(closed).toEqual([]);
  });

  it('stacks the app on the runtime, and returns name and digest', async () => {
    const built = await buildImage(outputPath, parts, subject);
    expect(built.name).toBe('shop:latest');
    expect(readOutput('image.digest').toString()).toBe(`${built.digest}\n`);
    const manifest = readArchived(`blobs/${built.digest.replace(':', '/')}`) as ImageManifest;
    expect(manifest.layers.map(({ digest }) => digest)).toEqual([
      built.variants[0]?.runtime.digest,
      built.variants[0]?.app.digest,
    ]);
    const listing = execFileSync('tar', ['-tvzf', join(outputPath, 'layers/app.tar.gz')]);
    expect(listing.toString().trim().split('\n')).toEqual([
      expect.stringMatching(/^drwxr-xr-x 0\/0 +0 1970-01-01 00:00 app\/$/),
      expect.stringMatching(/^drwxr-xr-x 0\/0 +0 1970-01-01 00:00 app\/licences\/$/),
      expect.stringMatching(/^-rw-r--r-- 0\/0 +3 1970-01-01 00:00 app\/licences\/a@1\.0\.0\.txt$/),
      expect.stringMatching(/^-rw-r--r-- 0\/0 +17 1970-01-01 00:00 app\/sbom\.cdx\.json$/),
      expect.stringMatching(/^-rw-r--r-- 0\/0 +116 1970-01-01 00:00 app\/server\.app$/),
      expect.stringMatching(/^drwxr-xr-x 0\/0 +0 1970-01-01 00:00 run\/$/),
      expect.stringMatching(/^drwxrwx--- 65532\/0 +0 1970-01-01 00:00 run\/shop\/$/),
    ]);
    expect(readOutput('rootfs/app/sbom.cdx.json').toString()).toBe('{ "of": "arm64" }');
  });

  it('describes the image: program, user, processor and sources', async () => {
    const built = await buildImage(outputPath, parts, subject);
    const manifest = readArchived(`blobs/${built.digest.replace(':', '/')}`) as ImageManifest;
    expect(readArchived(`blobs/${manifest.config.digest.replace(':', '/')}`)).toMatchObject({
      created: '2001-09-09T01:46:40Z',
      architecture: 'arm64',
      config: {
        User: '65532:65532',
        ExposedPorts: { '8080/tcp': {}, '9000/tcp': {} },
        Entrypoint: ['/server'],
        Volumes: { '/run/shop': {} },
        Healthcheck: { Test: ['CMD', '/server', 'healthcheck'] },
        Labels: LABELS,
      },
    });
    expect(manifest.annotations).toEqual(LABELS);
    expect(readOutput('image.env').toString()).toBe(
      'IMAGE_VERSION=1.2.3\nIMAGE_REVISION=c0ffee\nIMAGE_CREATED=2001-09-09T01:46:40Z\n',
    );
  });

  it('omits the revision outside a repository', async () => {
    const source = { epochSeconds: 0, revision: undefined };
    await buildImage(outputPath, parts, { ...subject, source });
    expect(readOutput('image.tar').includes('image.revision')).toBe(false);
    expect(readOutput('image.env').toString()).toBe(
      'IMAGE_VERSION=1.2.3\nIMAGE_REVISION=\nIMAGE_CREATED=1970-01-01T00:00:00Z\n',
    );
  });

  it('writes the same bytes in another folder under another umask', async () => {
    const first = await buildImage(outputPath, parts, subject);
    const otherPath = join(folder, 'a longer name of a folder');
    const umask = process.umask(0o077);
    try {
      cpSync(runtimePath, join(otherPath, 'runtime'), { recursive: true });
      const variants = [{ runtimePath: join(otherPath, 'runtime'), warmUp: undefined }];
      expect(await buildImage(otherPath, { ...parts, variants }, subject)).toEqual(first);
    } finally {
      process.umask(umask);
    }
    expect(readFileSync(join(otherPath, 'image.tar'))).toEqual(readOutput('image.tar'));
    expect(statSync(join(otherPath, 'rootfs/app/server.app')).mode & 0o777).toBe(0o644);
  });

  it('writes an index for two images, and the files of the first one', async () => {
    const second = join(folder, 'second');
    writeRuntime(second, 'x86-64', 'gzip');
    const variants = [{ runtimePath: second, warmUp: undefined }, ...parts.variants];
    const built = await buildImage(outputPath, { ...parts, variants }, subject);
    expect(readOutput('image.digest').toString()).toBe(`${built.digest}\n`);
    expect(readArchived(`blobs/${built.digest.replace(':', '/')}`)).toMatchObject({
      manifests: [{ platform: { architecture: 'amd64' } }, { platform: { architecture: 'arm64' } }],
    });
    expect(readOutput('rootfs/usr/bin/node')).toEqual(
      readFileSync(join(second, 'rootfs/usr/bin/node')),
    );
    expect(readOutput('layers/runtime.tar.gz')).toEqual(readFileSync(join(second, 'layer.tar.gz')));
  });

  it('writes zstd layers with their own file names and the same content', async () => {
    const byGzip = await buildImage(outputPath, parts, subject);
    const variants = [{ runtimePath: join(folder, 'by-zstd'), warmUp: undefined }];
    writeRuntime(join(folder, 'by-zstd'), 'aarch64', 'zstd');
    const byZstd = await buildImage(
      outputPath,
      { ...parts, compression: 'zstd', variants },
      subject,
    );
    expect(readdirSync(join(outputPath, 'layers')).toSorted()).toEqual([
      'app.tar.zst',
      'runtime.tar.zst',
    ]);
    const diffIds = ({ variants: [built] }: BuiltImage) => [
      built?.runtime.diffId,
      built?.app.diffId,
    ];
    expect(diffIds(byZstd)).toEqual(diffIds(byGzip));
    const manifest = readArchived(`blobs/${byZstd.digest.replace(':', '/')}`) as ImageManifest;
    expect(manifest.layers.map(({ mediaType }) => mediaType)).toEqual(
      Array(2).fill('application/vnd.oci.image.layer.v1.tar+zstd'),
    );
  });

  it.each([
    {
      name: 'a runtime that was not built',
      spoil: () => {
        rmSync(runtimePath, { recursive: true });
      },
      message: () =>
        `Cannot read "${runtimePath}/layer.json": no such file; build it with "npx nx run tools:runtime", with the same --arch and --compression as the image`,
    },
    {
      name: 'a layer that differs from the one that was built',
      spoil: () => {
        writeFileSync(join(runtimePath, 'layer.tar.gz'), 'abc');
      },
      message: () =>
        /Cannot use the runtime in ".*": its layer\.json names sha256:.{64}, its layer\.tar\.gz is sha256:ba7816bf.{56}; build it again with "npx nx run tools:runtime --skip-nx-cache"/,
    },
    {
      name: 'a runtime with another compression',
      spoil: () => {
        rmSync(join(runtimePath, 'layer.tar.gz'));
      },
      message: () =>
        `Cannot read "${runtimePath}/layer.tar.gz": no such file; build it with "npx nx run tools:runtime", with the same --arch and --compression as the image`,
    },
    {
      name: 'a bundle that was not built',
      spoil: () => {
        rmSync(parts.bundlePath);
      },
      message: () => `Cannot embed "${parts.bundlePath}": no such file; build the bundle first`,
    },
    {
      name: 'an SBOM that was not built',
      spoil: () => {
        rmSync(parts.sbomPath, { recursive: true });
      },
      message: () =>
        `Cannot read "${parts.sbomPath}/arm64/sbom.cdx.json": no such file; build it with the target "sbom" of the same project`,
    },
  ])('rejects $name and keeps the old image', async ({ spoil, message }) => {
    await buildImage(outputPath, parts, subject);
    const before = readdirSync(outputPath);
    const archive = readOutput('image.tar');
    spoil();
    await expect(buildImage(outputPath, parts, subject)).rejects.toThrow(message());
    expect(readdirSync(outputPath)).toEqual(before);
    expect(readOutput('image.tar')).toEqual(archive);
  });
});

interface ImageManifest {
  readonly annotations: object;
  readonly config: { readonly digest: string };
  readonly layers: readonly { readonly digest: string; readonly mediaType: string }[];
}

function readArchived(path: string): unknown {
  const args = ['--extract', '--to-stdout', `--file=${join(outputPath, 'image.tar')}`, path];
  return JSON.parse(execFileSync('tar', args, { encoding: 'utf8' }));
}
