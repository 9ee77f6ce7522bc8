import { join } from 'node:path';
import { logger } from '../../host/logger.ts';
import { digestOf } from '../../formats/oci/digest.ts';
import { findProcessor } from '../../formats/processor.ts';
import type { Subject } from '../../attestation/provenance/render-provenance.ts';
import { recordProvenance } from '../../attestation/provenance/record-provenance.ts';
import { formatSize } from '../../host/format-size.ts';
import { findShippedNode } from '../../node/runtime/find-node.ts';
import { readLicences } from '../../node/runtime/read-licences.ts';
import { createExecutor } from '../../node/create-executor.ts';
import { writeRootfs } from '../../node/runtime/write-rootfs.ts';
import { readSbom } from '../../attestation/sbom/read-sbom.ts';
import { readSourceState } from '../../host/read-source-state.ts';
import { readRelease, type ReleasePaths } from './read-release.ts';
import { renderFile, type PackageFile } from './release.ts';
import { renderPackage } from './render-package.ts';

export interface PackageOptions extends ReleasePaths {
  readonly outputPath: string;
  readonly sbomPath: string;
}

const buildPackage = createExecutor<PackageOptions>(import.meta.url, (options, context) => {
  const { root, projectName = '', targetName = '' } = context;
  const processor = findProcessor(process.arch);
  const release = readRelease(root, options);
  const { architecture } = processor;
  const { document: sbom, licences } = readSbom(join(root, options.sbomPath), architecture);
  const texts = [...readLicences(findShippedNode(root, processor, process)), ...licences];
  const documents = [...release.documents, ...renderLicences(texts)];
  const { epochSeconds } = readSourceState(root, process.env);
  const files = renderPackage({ ...release, documents, sbom, architecture, epochSeconds });
  const target = `${projectName}:${targetName}`;
  const run = { root, target, processors: [processor], environment: process.env };
  const provenance = renderFile('provenance.intoto.json', recordProvenance(run, describe(files)));
  const outputs = [...files, provenance];
  writeRootfs(join(root, options.outputPath), outputs);
  for (const { path, bytes } of outputs)
    logger.info(`${options.outputPath}/${path}  ${formatSize(bytes.byteLength)}`);
  // Container builds set this variable. Users should know that this is not such a build.
  if (process.env['TSCRATCH_BUILDER'] === undefined)
    logger.warn(
      `Built on this host, not in the pinned container; "npx nx run ${projectName}:package" builds there`,
    );
});

export default buildPackage;

function describe(files: readonly PackageFile[]): readonly Subject[] {
  return files.map(({ path, bytes }) => ({ name: path, digest: digestOf(bytes) }));
}

/** Renders the licences of everything in the program, which must be distributed with it. */
function renderLicences(texts: readonly (readonly [string, Uint8Array])[]): readonly PackageFile[] {
  return texts.map(([name, text]) => renderFile(`licences/${name}`, text));
}
