import { join } from 'node:path';
import { logger } from '../../host/logger.ts';
import { PROCESSORS } from '../../formats/processor.ts';
import { formatSize } from '../../host/format-size.ts';
import { writeRootfs } from '../../node/runtime/write-rootfs.ts';
import { createExecutor } from '../../node/create-executor.ts';
import { readSourceState } from '../../host/read-source-state.ts';
import type { TarEntry } from '../../formats/tar.ts';
import { readOpenVex } from '../vex/read-openvex.ts';
import { readBundle, readInventory } from './read-inventory.ts';
import { readLicencePolicy } from './licences/licence-policy.ts';
import { readLicences, renderLicenceReport } from './licences/read-licences.ts';
import { LICENCES, SBOM } from './read-sbom.ts';
import { renderSbom } from './render-sbom.ts';

export interface SbomOptions {
  readonly outputPath: string;
  readonly metafilePath: string;
  /** What a licence that the app may not ship does to the build; fails it unless given. */
  readonly licences?: 'fail' | 'warn';
}

const runSbom = createExecutor<SbomOptions>(import.meta.url, (options, { root }) => {
  const { versions } = process;
  const source = readSourceState(root, process.env);
  const contents = readBundle(root, options.metafilePath);
  const policy = readLicencePolicy(root, contents.app.folder);
  const licences = readLicences(root, contents.fromNpm, policy);
  if (licences.fault !== undefined) {
    if (options.licences !== 'warn') throw licences.fault;
    logger.warn(`${licences.fault.message}\n${IGNORING}`);
  }
  // For every processor: this is fast, and so `--arch` of other targets need not be forwarded.
  const folders = PROCESSORS.map((processor) => {
    const inventory = readInventory(root, contents, { processor, versions });
    const documents = [
      [SBOM, Buffer.from(renderSbom({ ...inventory, source }))],
      ...readOpenVex(inventory, source),
    ] as const;
    return { name: processor.architecture, documents };
  });
  const entries = folders.flatMap(({ name, documents }) =>
    planFolder(name, documents, licences.texts),
  );
  writeRootfs(join(root, options.outputPath), entries);
  for (const { name, documents } of folders)
    for (const [file, bytes] of documents)
      logger.info(`${options.outputPath}/${name}/${file}  ${formatSize(bytes.length)}`);
  logger.info(renderLicenceReport(contents.fromNpm.length, licences));
});

export default runSbom;

const IGNORING = 'The build ignores this because of licences=warn.';

type NamedFile = readonly [name: string, bytes: Uint8Array];

function planFolder(
  name: string,
  documents: readonly NamedFile[],
  texts: ReadonlyMap<string, Uint8Array>,
): readonly TarEntry[] {
  const plan = (folder: string, files: Iterable<NamedFile>): readonly TarEntry[] => [
    { path: folder, type: 'directory', mode: 0o755 },
    ...[...files].map(([file, bytes]): TarEntry => {
      return { path: `${folder}/${file}`, type: 'file', mode: 0o644, bytes };
    }),
  ];
  return [...plan(name, documents), ...plan(`${name}/${LICENCES}`, texts)];
}
