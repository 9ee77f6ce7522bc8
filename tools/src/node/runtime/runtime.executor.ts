import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { completeOptions } from '../../host/configuration/complete-options.ts';
import { readFolder } from '../../host/read-folder.ts';
import { readConfiguration } from '../../host/configuration/read-configuration.ts';
import type { Locales } from '../icu/select-locales.ts';
import { DEFAULT_COMPRESSION, type Compression } from '../../formats/oci/compression.ts';
import { findProcessors, PROCESSORS } from '../../formats/processor.ts';
import { createExecutor } from '../create-executor.ts';
import { buildRuntime } from './build-runtime.ts';
import { findShippedNode } from './find-node.ts';

export interface RuntimeOptions {
  readonly runtimePath: string;
  readonly arch?: readonly string[];
  readonly compression?: Compression;
  readonly locales?: Locales;
}

const runRuntime = createExecutor<RuntimeOptions>(import.meta.url, (given, context) => {
  const { root } = context;
  const options = completeOptions(given, readConfiguration(root, readFolder(context)));
  const processors = findProcessors(options.arch ?? [process.arch]);
  for (const processor of processors)
    buildRuntime(join(root, options.runtimePath, processor.arch), processor, {
      node: findShippedNode(root, processor, process),
      locales: options.locales,
      compression: options.compression ?? DEFAULT_COMPRESSION,
    });
  // Nx caches the folder as a whole, so results of earlier runs must not remain in it.
  for (const { arch } of PROCESSORS.filter((other) => !processors.includes(other)))
    rmSync(join(root, options.runtimePath, arch), { recursive: true, force: true });
});

export default runRuntime;
