import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { logger, type PromiseExecutor } from '@nx/devkit';
import { findClosure } from '../closure/find-closure.ts';
import { readLibraryFolders } from '../closure/read-library-folders.ts';
import { parseElf } from '../elf/parse-elf.ts';
import { reportFault } from '../fault/report-fault.ts';
import { renderLayer } from '../oci/layer.ts';
import { formatSize } from '../report/format-size.ts';
import { buildExecutable } from './build-executable.ts';
import { findNode } from './find-node.ts';
import { planRootfs, type Runtime } from './plan-rootfs.ts';
import { writeRootfs } from './write-rootfs.ts';

export interface RuntimeOptions {
  readonly outputPath: string;
}

/** Default folders of ld.so(8) on Debian, then on distributions without multiarch folders. */
const LIBRARY_FOLDERS: Readonly<Record<string, readonly string[]>> = {
  x64: ['/lib/x86_64-linux-gnu', '/usr/lib/x86_64-linux-gnu', '/lib64', '/usr/lib64'],
  arm64: ['/lib/aarch64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/lib', '/lib64', '/usr/lib64'],
};

const buildRuntime: PromiseExecutor<RuntimeOptions> = (options, { root }) =>
  reportFault(() => {
    const folder = join(root, options.outputPath);
    const node = findNode(root, process.arch);
    const runtime = readRuntime(join(folder, 'server'), node.path);
    writeRuntime(folder, runtime);
    logger.info(`node       ${node.version}`);
    logger.info(`libraries  ${runtime.closure.libraries.map(({ name }) => name).join(', ')}`);
  });

export default buildRuntime;

function readRuntime(path: string, nodePath: string): Runtime {
  buildExecutable(path, { nodePath });
  const executable = parseElf(readFileSync(path), path);
  rmSync(path); // its place is rootfs/server
  const folders = LIBRARY_FOLDERS[process.arch] ?? [];
  return { executable, closure: findClosure(executable, readLibraryFolders(folders)) };
}

/** Writes `rootfs/`, then the layer of the same files, and the facts about it last. */
function writeRuntime(folder: string, runtime: Runtime): void {
  const entries = planRootfs(runtime);
  const { blob, ...facts } = renderLayer(entries);
  mkdirSync(folder, { recursive: true });
  writeRootfs(join(folder, 'rootfs'), entries);
  writeBeside(join(folder, 'layer.tar.gz'), blob);
  writeBeside(join(folder, 'layer.json'), `${JSON.stringify(facts, null, 2)}\n`);
  logger.info(`layer      ${formatSize(facts.sizeBytes)} gzip  ${facts.digest}`);
}

function writeBeside(path: string, content: Uint8Array | string): void {
  writeFileSync(`${path}.writing`, content);
  renameSync(`${path}.writing`, path);
}
