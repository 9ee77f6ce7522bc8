import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltFile } from './render-proof.ts';

/** Reads size and digest of every file below a folder, including hidden ones, ordered by path. */
export function readBuiltFiles(folder: string): readonly BuiltFile[] {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
  const files = paths.filter((path) => statSync(join(folder, path)).isFile());
  return files.map((path) => {
    const bytes = readFileSync(join(folder, path));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { path, sizeBytes: bytes.byteLength, sha256 };
  });
}
