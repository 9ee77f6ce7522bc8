import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { logger } from '../../host/logger.ts';
import {
  planWarmUp,
  renderCacheWarning,
  type WarmUpOptions,
} from '../../app/code-cache/plan-warm-up.ts';
import { completeOptions } from '../../host/configuration/complete-options.ts';
import { nameArtefact } from '../../host/name-artefact.ts';
import { holdsServer } from '../../attestation/sbom/holds-server.ts';
import { readFolder } from '../../host/read-folder.ts';
import { readConfiguration } from '../../host/configuration/read-configuration.ts';
import { DEFAULT_COMPRESSION, type Compression } from '../../formats/oci/compression.ts';
import type { Locales } from '../../node/icu/select-locales.ts';
import { findRunner, readHost } from '../../formats/find-runner.ts';
import { findProcessors, type Processor } from '../../formats/processor.ts';
import type { Subject } from '../../attestation/provenance/render-provenance.ts';
import { recordProvenance } from '../../attestation/provenance/record-provenance.ts';
import { findShippedNode } from '../../node/runtime/find-node.ts';
import { obtainRuntime } from '../../node/runtime/obtain-runtime.ts';
import { createExecutor, type Context } from '../../node/create-executor.ts';
import { readSourceState } from '../../host/read-source-state.ts';
import { buildImage, type Variant } from './build-image.ts';
import { parseRunOptions } from './parse-run-options.ts';
import { planRun, type GivenRunOptions } from './plan-run.ts';
import type { AppManifest } from './parse-app-manifest.ts';
import { findAppManifest, readAppManifest } from './read-app-manifest.ts';
import { renderReport } from './render-report.ts';

export interface ImageOptions extends WarmUpOptions, GivenRunOptions {
  readonly outputPath: string;
  readonly bundlePath: string;
  readonly sbomPath: string;
  /** By default the package.json of the project, else of the workspace. */
  readonly manifestPath?: string;
  /** By default the cache folder of this machine. */
  readonly runtimePath?: string;
  readonly arch?: readonly string[];
  /** By default the name of the project and the tag latest. */
  readonly reference?: string;
  readonly compression?: Compression;
  readonly locales?: Locales;
}

const runImage = createExecutor<ImageOptions>(import.meta.url, async (given, context) => {
  const { root, projectName = '', targetName = '' } = context;
  const options = completeOptions(given, readConfiguration(root, readFolder(context)));
  const processors = findProcessors(options.arch ?? [process.arch]);
  const manifest = readManifest(options, context);
  const name = nameArtefact(projectName);
  const hasServer = holdsServer(join(root, options.sbomPath));
  const run = parseRunOptions(planRun(options, { name, hasServer }));
  const source = readSourceState(root, process.env);
  const target = `${projectName}:${targetName}`;
  const targetRun = { root, target, processors, environment: process.env };
  const parts = {
    bundlePath: join(root, options.bundlePath),
    sbomPath: join(root, options.sbomPath),
    reference: options.reference ?? `${name}:latest`,
    compression: options.compression ?? DEFAULT_COMPRESSION,
    record: (subjects: readonly Subject[]) => recordProvenance(targetRun, subjects),
    variants: processors.map((processor) => planVariant(root, processor, options)),
  };
  const subject = { title: projectName, manifest, source, run };
  const image = await buildImage(join(root, options.outputPath), parts, subject);
  const path = join(options.outputPath, 'image.tar');
  const archive = { path, sizeBytes: statSync(join(root, path)).size };
  logger.info(renderReport(image, archive, run.tcpPorts[0]));
});

export default runImage;

function readManifest({ manifestPath }: ImageOptions, context: Context): AppManifest {
  return manifestPath === undefined
    ? findAppManifest(context.root, readFolder(context))
    : readAppManifest(context.root, manifestPath);
}

function planVariant(root: string, processor: Processor, options: ImageOptions): Variant {
  const node = findShippedNode(root, processor, process);
  const nodePath = node.path;
  const runner = findRunner(processor, readHost(process));
  const warn = (sentence: string): void => {
    logger.warn(sentence);
  };
  const here = { execPath: process.execPath, temporaryFolder: tmpdir(), warn };
  const warmUp = planWarmUp(options, { ...here, nodePath, runner });
  if (options.warmUpPaths?.length !== 0 && warmUp === undefined)
    warn(renderCacheWarning(processor));
  const { runtimePath, locales, compression = DEFAULT_COMPRESSION } = options;
  const runtime =
    runtimePath === undefined
      ? obtainRuntime(processor, { node, locales, compression }, process.env)
      : join(root, runtimePath, processor.arch);
  return { runtimePath: runtime, warmUp };
}
