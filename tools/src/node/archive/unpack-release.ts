import { lstatSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { findProcessor, type Arch } from '../../formats/processor.ts';
import { Fault } from '../../host/faults/fault.ts';
import { isProgramFailure, runPrograms } from '../../host/run-programs.ts';
import { sha256 } from '../libraries/read-locked-libraries.ts';

/** The parts of an official release that are used. */
export interface UnpackedRelease {
  /** Folder with `bin/node`, `LICENSE` and `CHANGELOG.md`. */
  readonly folder: string;
  readonly version: string;
  readonly arch: Arch;
}

const FILES = ['bin/node', 'LICENSE', 'CHANGELOG.md'];

/** @throws {Fault} `NODE_ARCHIVE_DIGEST` for an archive with another SHA-256. */
export function checkArchive(path: string, expected: string): void {
  const found = sha256(readFileSync(path));
  if (found !== expected) throw new Fault('NODE_ARCHIVE_DIGEST', { path, found, expected });
}

/**
 * Unpacks an official release, as nodejs.org serves it: tar with gzip, or with xz if that program is
 * installed.
 *
 * @param staging An empty folder.
 * @param env The complete environment of tar.
 * @throws {Fault} `NODE_ARCHIVE_DAMAGED`; `NODE_ARCHIVE_FOREIGN` for anything but an official release for
 *   Linux with glibc.
 */
export function unpackRelease(
  path: string,
  staging: string,
  env: NodeJS.ProcessEnv,
): UnpackedRelease {
  runTar(path, staging, env);
  const refuse = (found: string) => new Fault('NODE_ARCHIVE_FOREIGN', { path, found });
  const names = readdirSync(staging).toSorted();
  const [, version, arch] = FOLDER.exec(names.join(' and ')) ?? [];
  if (version === undefined || arch === undefined)
    throw refuse(`its folder is ${names.map((name) => `"${name}"`).join(' and ')}`);
  const folder = join(staging, ...names);
  for (const name of FILES)
    if (!lstatSync(join(folder, name)).isFile()) throw refuse(`its ${name} is not a regular file`);
  const processor = findProcessor(arch);
  const cause = findForeign(join(folder, 'bin/node'), version, processor.machine);
  if (cause !== undefined) throw refuse(cause);
  return { folder, version, arch: processor.arch };
}

const FOLDER = /^node-v(\d+\.\d+\.\d+)-linux-(x64|arm64)$/;

function runTar(path: string, staging: string, env: NodeJS.ProcessEnv): void {
  const members = FILES.map((name) => `*/${name}`);
  const options = ['--no-same-owner', '--wildcards', '--no-wildcards-match-slash'];
  const args = [`--file=${path}`, '--extract', `--directory=${staging}`, ...options, ...members];
  try {
    runPrograms([{ command: 'tar', args }], env);
  } catch (error) {
    if (!isProgramFailure(error)) throw error;
    const { errors } = error.facts;
    const [missing] = /(?<=tar: \*\/).*(?=: Not found in archive)/.exec(errors) ?? [];
    const [reason = ''] = errors.split('\n');
    throw missing === undefined
      ? new Fault('NODE_ARCHIVE_DAMAGED', { path, reason }, { cause: error })
      : new Fault('NODE_ARCHIVE_FOREIGN', { path, found: `it has no ${missing}` });
  }
}

/**
 * Says why a program is not the official Node; undefined if it is. Its bytes tell, because a program for
 * another processor cannot be run.
 */
function findForeign(path: string, version: string, machine: string): string | undefined {
  const bytes = readFileSync(path);
  const elf = parseElf(bytes, path);
  if (elf.machine !== machine) return `its bin/node is for ${elf.machine}, not for ${machine}`;
  if (elf.interpreter?.includes('ld-musl') === true) return 'its bin/node is for musl';
  // `process.release.sourceUrl`; builds other than the official ones have other addresses.
  const source = `https://nodejs.org/download/release/v${version}/node-v${version}.tar.gz`;
  return bytes.includes(source) ? undefined : `its bin/node is not the official ${version}`;
}
