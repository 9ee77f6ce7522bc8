import { renderReport } from './render-report.ts';

describe('renderReport()', () => {
  it('names the file, its layers and the next two commands', () => {
    const image = {
      name: 'shop:latest',
      digest: 'sha256:01',
      variants: [
        {
          architecture: 'amd64',
          runtime: { digest: 'sha256:02', diffId: 'sha256:03', sizeBytes: 50_462_169 },
          app: { digest: 'sha256:04', diffId: 'sha256:05', sizeBytes: 247_700 },
        },
      ],
    } as const;
    expect(renderReport(image, { path: 'dist/shop/image.tar', sizeBytes: 50_719_232 })).toBe(
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
});
