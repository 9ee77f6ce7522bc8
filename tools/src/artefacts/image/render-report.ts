import type { Compression } from '../../formats/oci/compression.ts';
import { formatSize } from '../../host/format-size.ts';
import { renderTable } from '../../host/render-table.ts';
import type { BuiltImage } from './build-image.ts';

/** An image archive on disk. */
export interface Archive {
  /** Path, as in the printed commands. */
  readonly path: string;
  readonly sizeBytes: number;
}

/**
 * Renders what a build prints: the file, its layers with sizes and digests, and the next commands.
 *
 * @param port Port to publish; undefined for an image without one.
 */
export function renderReport(
  image: BuiltImage,
  { path, sizeBytes }: Archive,
  port: number | undefined,
): string {
  const rows = [
    { name: path, sizeBytes, digest: image.digest },
    ...image.variants.flatMap(({ architecture, runtime, app }) => [
      { name: `  runtime layer, ${architecture}`, ...runtime },
      { name: `  app layer, ${architecture}`, ...app },
    ]),
  ];
  const table = renderTable(rows.map((row) => [row.name, formatSize(row.sizeBytes), row.digest]));
  const remarks = image.variants.slice(0, 1).flatMap(({ app }) => REMARKS[app.compression]);
  return [
    table,
    ...remarks,
    'Next:',
    `  docker load < ${path}`,
    `  docker run --rm ${port === undefined ? '' : `--publish ${port}:${port} `}${image.name}`,
  ].join('\n');
}

/** Remarks on the compression for users who load the image. */
const REMARKS: Readonly<Record<Compression, readonly string[]>> = {
  gzip: [],
  zstd: [
    'The layers are compressed with zstd, which podman, containerd from 1.5 and Docker from 23.0 read.',
    'Docker 20.10 rejects it; for that version, build with --compression=gzip.',
  ],
};
