import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logger } from '../../host/logger.ts';
import { parseAppFile } from '../../formats/app-file/parse-app-file.ts';
import {
  planWarmUp,
  renderCacheWarning,
  type WarmUpOptions,
} from '../../app/code-cache/plan-warm-up.ts';
import { completeOptions } from '../../host/configuration/complete-options.ts';
import { readFolder } from '../../host/read-folder.ts';
import { readConfiguration } from '../../host/configuration/read-configuration.ts';
import type { Locales } from '../../node/icu/select-locales.ts';
import { readLibraryLock } from '../../node/libraries/read-locked-libraries.ts';
import { findRunner, readHost } from '../../formats/find-runner.ts';
import { findOneProcessor } from '../../formats/processor.ts';
import { findShippedNode } from '../../node/runtime/find-node.ts';
import { createExecutor } from '../../node/create-executor.ts';
import { TOOLS_FOLDER } from '../../host/tools-folder.ts';
import { formatSize } from '../../host/format-size.ts';
import { readSbom } from '../../attestation/sbom/read-sbom.ts';
import { describeParts } from '../../node/self-contained/describe-parts.ts';
import { describePlan } from '../../node/self-contained/describe-plan.ts';
import { buildBinary, planBinary } from './build-binary.ts';

export interface BinaryOptions extends WarmUpOptions {
  readonly outputPath: string;
  readonly bundlePath: string;
  readonly sbomPath: string;
  readonly arch?: string;
  readonly locales?: Locales;
  readonly dryRun?: boolean;
}

const runBinary = createExecutor<BinaryOptions>(import.meta.url, async (given, context) => {
  const { root } = context;
  const options = completeOptions(given, readConfiguration(root, readFolder(context)));
  const [path, bundlePath] = [join(root, options.outputPath), join(root, options.bundlePath)];
  const processor = findOneProcessor(options.arch ?? [], process.arch);
  const node = findShippedNode(root, processor, process);
  const runner = findRunner(processor, readHost(process));
  const nodePath = node.path;
  const warn = (sentence: string): void => {
    logger.warn(sentence);
  };
  const here = { execPath: process.execPath, temporaryFolder: tmpdir(), warn };
  const warmUp = planWarmUp(options, { ...here, nodePath, runner });
  if (options.warmUpPaths?.length !== 0 && warmUp === undefined)
    warn(renderCacheWarning(processor));
  const sbom = readSbom(join(root, options.sbomPath), processor.architecture).document;
  const parts = { nodePath, bundlePath, sbom, warmUp, locales: options.locales };
  if (options.dryRun) {
    const lock = readLibraryLock(join(TOOLS_FOLDER, 'libraries'));
    logger.info(describePlan(planBinary(tmpdir(), parts), lock));
    return;
  }
  const { plan, appFile, files } = await buildBinary(path, parts);
  const { source, codeCache } = parseAppFile(appFile);
  logger.info(`${options.outputPath}  ${formatSize(statSync(path).size)}`);
  logger.info(describeParts(plan, appFile.length));
  logger.info(
    `  of the app file, bundle ${formatSize(source.length)}, code cache ${formatSize(codeCache.length)}`,
  );
  if (files) logger.info(`  files of the app ${formatSize(files.length)}`);
  logger.info(`node ${node.version} for ${processor.arch}`);
});

export default runBinary;
