import type { Compression } from '../../formats/oci/compression.ts';
import type { BuiltImage } from './build-image.ts';
import { renderReport } from './render-report.ts';

const describeBuilt = (compression: Compression): BuiltImage => ({
  name: 'shop:latest',
  digest: 'sha256:01',
  variants: [
    {
      architecture: 'amd64',
      runtime: { digest: 'sha256:02', diffId: 'sha256:03', sizeBytes: 50_462_169, compression },
      app: { digest: 'sha256:04', diffId: 'sha256:05', sizeBytes: 247_700, compression },
    },
  ],
});
const archive = { path: 'dist/shop/image.tar', sizeBytes: 50_719_232 };

describe('renderReport()', () => {
  it('lists the file, its layers and the next two commands', () => {
    expect(renderReport(describeBuilt('gzip'), archive, 8080)).toBe(
      [
        'dist/shop/image.tar      50.7 MB  sha256:01',
        '  runtime layer, amd64   50.5 MB  sha256:02',
        '  app layer, amd64      247.7 kB  sha256:04',
        'Next:',
        '  docker load < dist/shop/image.tar',
        '  docker run --rm --publish 8080:8080 shop:latest',
      ].join('\n'),
    );
  });

  it('publishes no port of an image without one', () => {
    const report = renderReport(describeBuilt('gzip'), archive, undefined);
    expect(report.split('\n').at(-1)).toBe('  docker run --rm shop:latest');
  });

  it('says which engines read zstd', () => {
    expect(renderReport(describeBuilt('zstd'), archive, 8080).split('\n').slice(3, -2)).toEqual([
      'The layers are compressed with zstd, which podman, containerd from 1.5 and Docker from 23.0 read.',
      'Docker 20.10 rejects it; for that version, build with --compression=gzip.',
      'Next:',
    ]);
  });
});
