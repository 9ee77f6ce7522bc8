import { join } from 'node:path';
import { logger, type PromiseExecutor } from '@nx/devkit';
import { reportFault } from '../fault/report-fault.ts';
import { findProcessor } from '../processor/processor.ts';
import { formatSize } from '../report/format-size.ts';
import { findNode } from '../runtime/find-node.ts';
import { readLicences } from '../runtime/read-licences.ts';
import { writeRootfs } from '../runtime/write-rootfs.ts';
import { readRelease, type ReleasePaths } from './read-release.ts';
import { renderFile, renderPackage, type PackageFile } from './render-package.ts';

export interface PackageOptions extends ReleasePaths {
  readonly outputPath: string;
}

const buildPackage: PromiseExecutor<PackageOptions> = (options, { root, projectName }) =>
  reportFault(() => {
    const architecture = findProcessor(process.arch).architecture;
    const release = readRelease(root, options);
    const documents = [...release.documents, ...renderLicences(root)];
    const files = renderPackage({ ...release, documents, architecture });
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

/** The licences of what the program embeds, which have to be passed on with it. */
function renderLicences(root: string): readonly PackageFile[] {
  const licences = readLicences(findNode(root, process.arch));
  return [...licences].map(([name, text]) => renderFile(`licences/${name}`, text));
}
