import { readFileSync } from 'node:fs';
import { Fault } from '../../host/faults/fault.ts';
import { findAppFile } from '../../formats/app-file/find-app-file.ts';
import { digestBundle } from '../bundle/source-map.ts';
import type { BundleMap } from './bundle-map.ts';

/**
 * Checks that a map belongs to a program.
 *
 * @param program An executable, an app file, a bundle, or the digest of a bundle.
 * @throws {Fault} `MAP_OTHER` if it belongs to another one, `SYMBOLS_PROGRAM` for what contains no bundle.
 */
export function checkProgram({ path, bundleDigest }: BundleMap, program: string): void {
  const found = findDigest(program);
  if (found !== bundleDigest) throw new Fault('MAP_OTHER', { path, bundleDigest, program, found });
}

function findDigest(program: string): string {
  if (/^sha256:[0-9a-f]{64}$/.test(program)) return program;
  const bytes = readProgram(program);
  const appFile = findAppFile(bytes);
  if (appFile !== undefined) return `sha256:${Buffer.from(appFile.sourceSha256).toString('hex')}`;
  if (!/\.[cm]?js$/.test(program)) throw new Fault('SYMBOLS_PROGRAM', { program, code: '' });
  return digestBundle(bytes);
}

function readProgram(program: string): Buffer {
  try {
    return readFileSync(program);
  } catch (cause) {
    const { code = '' } = cause as NodeJS.ErrnoException;
    throw new Fault('SYMBOLS_PROGRAM', { program, code }, { cause });
  }
}
