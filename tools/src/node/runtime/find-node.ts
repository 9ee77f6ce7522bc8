import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Fault } from '../../host/faults/fault.ts';
import type { Processor } from '../../formats/processor.ts';
import { fixEnvironment } from '../../host/fix-environment.ts';
import { fetchNode } from './fetch-node.ts';
import type { PinnedNode } from './pinned-node.ts';

/**
 * Finds the Node to ship for a processor; fetches it if npm did not install it on this machine.
 *
 * @param machine Node's `process`: the processor of this machine, and the environment for npm.
 * @throws {Fault} those of `findNode` and `fetchNode`.
 */
export function findShippedNode(
  root: string,
  { arch }: Processor,
  machine: Pick<NodeJS.Process, 'arch' | 'env'>,
): PinnedNode {
  const own = findNode(root, machine.arch);
  return arch === machine.arch ? own : fetchNode(root, arch, fixEnvironment(machine.env));
}

/**
 * Finds the pinned Node for this machine and checks that this process runs on the same version: only the
 * version that writes a single-executable blob or a code cache can read it.
 *
 * @param root Workspace folder.
 * @param arch Architecture in Node's terms: `x64` or `arm64`.
 * @param running Version of the Node that runs this.
 * @throws {Fault} `NODE_MISSING` on another platform, or before `npm ci`; `NODE_MISMATCH`.
 */
export function findNode(
  root: string,
  arch: string,
  running: string = process.versions.node,
): PinnedNode {
  const name = `node-linux-${arch}`;
  const manifest = findManifest(root, name);
  const path = join(dirname(manifest), 'bin/node');
  if (!existsSync(path)) throw new Fault('NODE_MISSING', { name });
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  if (running !== version) throw new Fault('NODE_MISMATCH', { found: running, expected: version });
  return { path, version };
}

function findManifest(root: string, name: string): string {
  try {
    return createRequire(join(root, 'package.json')).resolve(`${name}/package.json`);
  } catch (cause) {
    throw new Fault('NODE_MISSING', { name }, { cause });
  }
}
