import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Processor } from '../../formats/processor.ts';
import { findCacheFolder } from '../../host/cache-folder.ts';
import { createStagingFolder, keepFolder } from '../../host/replace-path.ts';
import { identifyTools } from '../identify-tools.ts';
import { buildRuntime, type RuntimeParts } from './build-runtime.ts';

/**
 * Returns the folder of the layer that all images share. It is built once for each Node, processor, selection
 * of locales and compression, and kept in the cache folder of this machine.
 *
 * @param env The environment that names the cache folder.
 * @throws {Fault} those of `findCacheFolder` and `planExecutable`; the cache is unchanged then.
 */
export function obtainRuntime(
  processor: Processor,
  parts: RuntimeParts,
  env: NodeJS.ProcessEnv,
): string {
  const { arch } = processor;
  const { node, locales = 'all', compression } = parts;
  const key = identifyTools([JSON.stringify([locales, compression])]);
  const name = `runtime-${node.version}-${arch}-${key}`;
  const folder = join(findCacheFolder(env), name);
  if (existsSync(join(folder, 'layer.json'))) return folder;
  const staging = createStagingFolder(folder);
  try {
    buildRuntime(staging, processor, parts);
    keepFolder(folder, staging, 'layer.json');
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
  return folder;
}
