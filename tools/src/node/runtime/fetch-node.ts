import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../host/faults/fault.ts';
import { createStagingFolder, replacePath } from '../../host/replace-path.ts';
import type { Arch } from '../../formats/processor.ts';
import { describeNpmError } from '../../host/describe-npm-error.ts';
import { runPrograms } from '../../host/run-programs.ts';
import type { PinnedNode } from './pinned-node.ts';

/** A package as package-lock.json pins it. */
interface LockedPackage {
  readonly name: string;
  readonly version: string;
  /** Digest of its archive in the format of Subresource Integrity: `sha512-` and base64. */
  readonly integrity: string;
}

/** How to run npm: the folder and environment with its settings. */
interface Npm {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** Folder of fetched packages. npm removes it when it installs from scratch, which only costs a download. */
const CACHE = 'node_modules/.cache/tscratch';

/**
 * Fetches the pinned Node for a processor other than this machine's. npm fetches the package of the lock
 * file, with its configured registry, proxy and cache. The package is then kept below `node_modules`.
 *
 * @param root Workspace folder.
 * @param env The complete environment of npm.
 * @throws {Fault} `NODE_UNLOCKED`, `NODE_UNFETCHED`, `NODE_INTEGRITY`; nothing is kept in that case.
 */
export function fetchNode(root: string, arch: Arch, env: NodeJS.ProcessEnv): PinnedNode {
  const locked = readLockedPackage(root, `node-linux-${arch}`);
  const folder = join(root, CACHE, `${locked.name}-${locked.version}`);
  const path = join(folder, 'bin/node');
  if (!existsSync(path)) fetchPackage(folder, locked, { cwd: root, env });
  return { path, version: locked.version };
}

/** @throws {Fault} `NODE_UNLOCKED` for a package that the lock file does not pin. */
export function readLockedPackage(root: string, name: string): LockedPackage {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages?: Readonly<Record<string, Partial<LockedPackage> | undefined>>;
  };
  const { version, integrity } = lock.packages?.[`node_modules/${name}`] ?? {};
  if (version === undefined || !integrity?.startsWith('sha512-'))
    throw new Fault('NODE_UNLOCKED', { name });
  return { name, version, integrity };
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
    replacePath(folder, beside);
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
