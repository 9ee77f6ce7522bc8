import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { logger, type PromiseExecutor } from '@nx/devkit';
import { reportFault } from '../fault/report-fault.ts';
import { readSource } from '../source/read-source.ts';
import { buildImage } from './build-image.ts';
import type { AppManifest } from './describe-image.ts';
import { renderReport } from './render-report.ts';

export interface ImageOptions {
  readonly outputPath: string;
  readonly bundlePath: string;
  readonly manifestPath: string;
  readonly runtimePath: string;
  readonly reference: string;
}

const runImage: PromiseExecutor<ImageOptions> = (options, { root, projectName = '' }) =>
  reportFault(() => {
    const parts = {
      appPath: join(root, options.bundlePath),
      runtimePath: join(root, options.runtimePath),
      reference: options.reference,
    };
    const manifest = JSON.parse(
      readFileSync(join(root, options.manifestPath), 'utf8'),
    ) as AppManifest;
    const source = readSource(root, process.env);
    const image = buildImage(join(root, options.outputPath), parts, {
      title: projectName,
      manifest,
      source,
    });
    const path = join(options.outputPath, 'image.tar');
    logger.info(renderReport(image, { path, sizeBytes: statSync(join(root, path)).size }));
  });

export default runImage;
