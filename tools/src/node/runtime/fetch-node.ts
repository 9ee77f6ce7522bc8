import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../host/faults/fault.ts';
import { findCacheFolder } from '../../host/cache-folder.ts';
import { createStagingFolder, keepFolder } from '../../host/replace-path.ts';
import type { Arch } from '../../formats/processor.ts';
import { describeNpmError } from '../../host/describe-npm-error.ts';
import { runPrograms } from '../../host/run-programs.ts';
import type { NodeLock } from '../archive/node-lock.ts';
import type { PinnedNode } from './pinned-node.ts';

/** A package of npm as the lock of Node pins it. */
export interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** Digest of its archive in the format of Subresource Integrity: `sha512-` and base64. */
  readonly integrity: string;
}

/** How to run npm. */
interface Npm {
  /** Folder with its settings. */
  readonly cwd: string;
  /** The complete environment. */
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Fetches a Node that npm has not installed: for another processor, or of another release. npm fetches the
 * package, with its configured registry, proxy and cache. The package is then kept in the cache folder,
 * under a name that contains its digest.
 *
 * @throws {Fault} `CACHE_PLACELESS`, `NODE_UNFETCHED`, `NODE_INTEGRITY`; nothing is kept in that case.
 */
export function fetchNode(locked: LockedPackage, npm: Npm): PinnedNode {
  const { name, version, integrity } = locked;
  const digits = parseIntegrity(integrity).slice(0, 12);
  const folder = join(findCacheFolder(npm.env), `${name}-${version}-${digits}`);
  const path = join(folder, 'bin/node');
  if (!existsSync(path)) fetchPackage(folder, locked, npm);
  return { path, version };
}

/** Returns the package of a lock for a processor. */
export function lockedPackage({ version, integrity }: NodeLock, arch: Arch): LockedPackage {
  assert(integrity, 'a lock without archives has digests');
  return { name: `node-linux-${arch}`, version, integrity: integrity[arch] };
}

/**
 * Parses an integrity of SHA-512.
 *
 * @returns The digest, hexadecimal.
 * @see https://www.w3.org/TR/SRI/
 */
export function parseIntegrity(integrity: string): string {
  return Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex');
}

function fetchPackage(folder: string, locked: LockedPackage, npm: Npm): void {
  const beside = createStagingFolder(folder);
  try {
    const archive = packPackage(beside, locked, npm);
    checkIntegrity(archive, locked);
    const members = ['bin/node', 'LICENSE', 'CHANGELOG.md'].map((name) => `package/${name}`);
    const args = ['-xzf', archive, '-C', beside, '--strip-components=1', ...members];
    runPrograms([{ command: 'tar', args }], npm.env);
    rmSync(archive);
    keepFolder(folder, beside, 'bin/node');
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

/** Lets npm write the archive to a folder, from its cache if possible. Returns the path. */
function packPackage(folder: string, { name, version }: LockedPackage, { cwd, env }: Npm): string {
  const spec = `${name}@${version}`;
  const args = ['pack', spec, '--pack-destination', folder, '--prefer-offline'];
  try {
    runPrograms([{ command: 'npm', args, cwd }], env);
  } catch (error) {
    const reason = describeNpmError(error);
    if (reason === undefined) throw error;
    throw new Fault('NODE_UNFETCHED', { spec, reason }, { cause: error });
  }
  return join(folder, `${name}-${version}.tgz`);
}

function checkIntegrity(archive: string, { name, version, integrity }: LockedPackage): void {
  const digest = createHash('sha512').update(readFileSync(archive)).digest('base64');
  const found = `sha512-${digest}`;
  if (found !== integrity)
    throw new Fault('NODE_INTEGRITY', { spec: `${name}@${version}`, found, expected: integrity });
}
