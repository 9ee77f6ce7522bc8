import { accessSync, constants, copyFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
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
