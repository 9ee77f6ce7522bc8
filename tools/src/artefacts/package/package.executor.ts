import { join } from 'node:path';
import { logger } from '../../host/logger.ts';
import { digestOf } from '../../formats/oci/digest.ts';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { processorOf } from '../../formats/processor.ts';
import type { Subject } from '../../attestation/provenance/render-provenance.ts';
import { recordProvenance } from '../../attestation/provenance/record-provenance.ts';
import { formatSize } from '../../host/format-size.ts';
import { findShippedNode } from '../../node/runtime/find-node.ts';
import { readLicences } from '../../node/runtime/read-licences.ts';
import { createExecutor } from '../../node/create-executor.ts';
import { writeRootfs } from '../../node/runtime/write-rootfs.ts';
import { readSbom } from '../../attestation/sbom/read-sbom.ts';
import { readSourceState } from '../../host/read-source-state.ts';
import { readFolder } from '../../host/read-folder.ts';
import { findAppManifest, readAppManifest } from '../image/read-app-manifest.ts';
import { renderDefaults } from './defaults/default-release.ts';
import { findChangelog, findDocuments, readFacts } from './defaults/read-facts.ts';
import { readRelease, type ReleasePaths } from './read-release.ts';
import { renderFile, type PackageFile, type PackageFormat } from './release.ts';
import { renderPackage } from './render-package.ts';

export interface PackageOptions extends ReleasePaths {
  readonly outputPath: string;
  readonly sbomPath: string;
  /** By default the package.json of the project, else of the workspace. */
  readonly manifestPath?: string;
  /** By default a Debian package only. */
  readonly formats?: readonly PackageFormat[];
}

const buildPackage = createExecutor<PackageOptions>(import.meta.url, (options, context) => {
  const { root, projectName = '', targetName = '' } = context;
  const { epochSeconds } = readSourceState(root, process.env);
  const folder = readFolder(context);
  const { manifestPath, documentPaths, changelogPath, formats = ['deb'] } = options;
  const manifest =
    manifestPath === undefined
      ? findAppManifest(root, folder)
      : readAppManifest(root, manifestPath);
  const { version, license: licence = 'UNLICENSED' } = manifest;
  const found = {
    documentPaths: documentPaths ?? findDocuments(root, folder),
    changelogPath: changelogPath ?? findChangelog(root, folder, version),
  };
  const facts = readFacts({ root, folder, ...options, manifest, epochSeconds });
  const release = readRelease(root, { ...options, ...found }, renderDefaults(facts));
  const processor = processorOf(parseElf(release.program, options.programPath).machine);
  const { architecture } = processor;
  const {
    document: sbom,
    openVex,
    licences,
  } = readSbom(join(root, options.sbomPath), architecture);
  const texts = [...readLicences(findShippedNode(root, processor, process)), ...licences];
  const documents = [...release.documents, ...renderLicences(texts)];
  const attested = { sbom, openVex, documents };
  const described = { version, licence, formats, architecture, epochSeconds };
  const files = renderPackage({ ...release, ...attested, ...described });
  const target = `${projectName}:${targetName}`;
  const run = { root, target, processors: [processor], environment: process.env };
  const provenance = renderFile('provenance.intoto.json', recordProvenance(run, describe(files)));
  const outputs = [...files, provenance];
  writeRootfs(join(root, options.outputPath), outputs);
  for (const { path, bytes } of outputs)
    logger.info(`${options.outputPath}/${path}  ${formatSize(bytes.byteLength)}`);
  // Container builds set this variable. Users who have such a target should know that this is not one.
  const { package: other } = context.projectsConfigurations.projects[projectName]?.targets ?? {};
  const hasContainer = other?.executor === '@tscratch/tools:container-build';
  if (hasContainer && process.env['TSCRATCH_BUILDER'] === undefined)
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
