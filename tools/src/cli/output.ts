import {
  accessSync,
  constants,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { digestOf } from '../formats/oci/digest.ts';
import { Fault } from '../host/faults/fault.ts';

/**
 * Makes the folder of an output, and checks that it can be written, before the work begins.
 *
 * @throws {Fault} `OUTPUT_FOLDER` for a folder where a file is expected, `OUTPUT_REFUSED`
 */
export function prepareOutput(path: string, kind: 'file' | 'folder'): void {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isFolder && kind === 'file') throw new Fault('OUTPUT_FOLDER', { path });
  const folder = kind === 'file' ? dirname(path) : path;
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    throw new Fault('OUTPUT_REFUSED', { path, folder, code }, { cause });
  }
}

/** Copies a file; who reads the output sees the old one or the new one. */
export function copyOutput(source: string, path: string): void {
  copyFileSync(source, `${path}.writing`);
  renameSync(`${path}.writing`, path);
}

/** The list of a package, which names every file with its digest. */
const CHECKSUMS = 'SHA256SUMS';

/**
 * Copies a package to a folder that may have an earlier one. Files of that, such as the .deb of another version, are
 * removed if they are as they were written; everything else in the folder stays.
 */
export function copyPackage(source: string, folder: string): void {
  for (const path of listFormer(folder))
    if (!existsSync(join(source, path))) rmSync(join(folder, path));
  cpSync(source, folder, { recursive: true });
}

/** Lists the unchanged files of the package in a folder, by its own list. */
function listFormer(folder: string): readonly string[] {
  const path = join(folder, CHECKSUMS);
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const lines = [...text.matchAll(/^([0-9a-f]{64}) [ *](.+)$/gm)];
  return lines.flatMap(([, digest = '', name = '']) =>
    name === basename(name) && isUnchanged(join(folder, name), digest) ? [name] : [],
  );
}

function isUnchanged(path: string, digest: string): boolean {
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  return isFile && digestOf(readFileSync(path)) === `sha256:${digest}`;
}
