import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf } from '../oci/digest.ts';
import type { Builder } from './plan-container-build.ts';

/**
 * Reads what decides how the builder image and its volume of dependencies are called. Names that
 * stand for content let checkouts share both, and never let one see the dependencies of another.
 *
 * @param root Workspace folder.
 */
export function readBuilder(root: string): Builder {
  const folder = join(import.meta.dirname, 'builder');
  const recipe = readdirSync(folder)
    .toSorted()
    .map((name) => `${name}\n${readFileSync(join(folder, name), 'utf8')}`);
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8');
  return { folder, imageKey: keyOf(recipe), dependenciesKey: keyOf([...recipe, lock]) };
}

function keyOf(parts: readonly string[]): string {
  return digestOf(Buffer.from(parts.join('\n'))).slice('sha256:'.length, 'sha256:'.length + 12);
}
