import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../../formats/oci/digest.ts';
import type { Processor } from '../../formats/processor.ts';
import { findCacheFolder } from '../../host/cache-folder.ts';
import { createStagingFolder, keepFolder } from '../../host/replace-path.ts';
import { TOOLS_FOLDER } from '../../host/tools-folder.ts';
import { stubFile } from '../self-contained/stub/build-stub.ts';
import { describeBootstrap } from './build-executable.ts';
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
  const name = `runtime-${parts.node.version}-${arch}-${identify(processor, parts)}`;
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

/** A short name of everything that the bytes depend on, beside Node itself. */
function identify({ machine }: Processor, { locales = 'all', compression }: RuntimeParts): string {
  const read = (path: string): string => readFileSync(join(TOOLS_FOLDER, path), 'latin1');
  const inputs = [
    read('package.json'),
    read('libraries/lock.json'),
    read(`src/node/self-contained/stub/${stubFile(machine)}`),
    describeBootstrap(),
    JSON.stringify([locales, compression]),
  ];
  const digest = digestOf(Buffer.from(inputs.join('\n')));
  return digest.slice('sha256:'.length, 'sha256:'.length + 12);
}
