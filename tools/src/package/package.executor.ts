import { join } from 'node:path';
import { logger, type PromiseExecutor } from '@nx/devkit';
import { reportFault } from '../fault/report-fault.ts';
import { findProcessor } from '../processor/processor.ts';
import { formatSize } from '../report/format-size.ts';
import { findNode } from '../runtime/find-node.ts';
import { readLicences } from '../runtime/read-licences.ts';
import { writeRootfs } from '../runtime/write-rootfs.ts';
import { readSbom } from '../sbom/read-sbom.ts';
import { readRelease, type ReleasePaths } from './read-release.ts';
import { renderFile, renderPackage, type PackageFile } from './render-package.ts';

export interface PackageOptions extends ReleasePaths {
  readonly outputPath: string;
  readonly sbomPath: string;
}

const buildPackage: PromiseExecutor<PackageOptions> = (options, { root, projectName }) =>
  reportFault(() => {
    const architecture = findProcessor(process.arch).architecture;
    const release = readRelease(root, options);
    const { document: sbom, licences } = readSbom(join(root, options.sbomPath), architecture);
    const texts = [...readLicences(findNode(root, process.arch)), ...licences];
    const documents = [...release.documents, ...renderLicences(texts)];
    const files = renderPackage({ ...release, documents, sbom, architecture });
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

/** The licences of all that is in the program, which have to be passed on with it. */
function renderLicences(texts: readonly (readonly [string, Uint8Array])[]): readonly PackageFile[] {
  return texts.map(([name, text]) => renderFile(`licences/${name}`, text));
}
