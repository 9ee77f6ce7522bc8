import { join } from 'node:path';
import { logger, type PromiseExecutor } from '@nx/devkit';
import { reportFault } from '../fault/report-fault.ts';
import { formatSize } from '../report/format-size.ts';
import { writeRootfs } from '../runtime/write-rootfs.ts';
import { readRelease, type ReleasePaths } from './read-release.ts';
import { nameArchitecture, renderPackage } from './render-package.ts';

export interface PackageOptions extends ReleasePaths {
  readonly outputPath: string;
}

const buildPackage: PromiseExecutor<PackageOptions> = (options, { root, projectName }) =>
  reportFault(() => {
    const architecture = nameArchitecture(process.arch);
    const files = renderPackage({ ...readRelease(root, options), architecture });
    writeRootfs(join(root, options.outputPath), files);
    for (const { path, bytes } of files)
      logger.info(`${options.outputPath}/${path}  ${formatSize(bytes.byteLength)}`);
    // The builder image sets it; anywhere else the reader should know what this package is not.
    if (process.env['TSCRATCH_BUILDER'] === undefined)
      logger.warn(
        `Built on this host, not in the pinned container; "npx nx run ${String(projectName)}:package" builds there`,
      );
  });

export default buildPackage;
