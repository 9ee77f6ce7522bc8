import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { logger, type PromiseExecutor } from '@nx/devkit';
import { planWarmUp, type WarmUpOptions } from '../code-cache/plan-warm-up.ts';
import { reportFault } from '../fault/report-fault.ts';
import type { Architecture } from '../oci/config.ts';
import { readSource } from '../source/read-source.ts';
import { buildImage } from './build-image.ts';
import type { AppManifest } from './describe-image.ts';
import { renderReport } from './render-report.ts';

export interface ImageOptions extends WarmUpOptions {
  readonly outputPath: string;
  readonly bundlePath: string;
  readonly manifestPath: string;
  readonly runtimePath: string;
  readonly reference: string;
}

/** Processors as Node and as OCI name them. */
const ARCHITECTURES: Readonly<Record<string, Architecture>> = { x64: 'amd64', arm64: 'arm64' };

const runImage: PromiseExecutor<ImageOptions> = (options, { root, projectName = '' }) =>
  reportFault(async () => {
    const parts = {
      bundlePath: join(root, options.bundlePath),
      runtimePath: join(root, options.runtimePath),
      reference: options.reference,
      warmUp: planWarmUp(options, process.execPath),
      hostArchitecture: ARCHITECTURES[process.arch],
    };
    const manifest = JSON.parse(
      readFileSync(join(root, options.manifestPath), 'utf8'),
    ) as AppManifest;
    const source = readSource(root, process.env);
    const image = await buildImage(join(root, options.outputPath), parts, {
      title: projectName,
      manifest,
      source,
    });
    const path = join(options.outputPath, 'image.tar');
    logger.info(renderReport(image, { path, sizeBytes: statSync(join(root, path)).size }));
  });

export default runImage;
