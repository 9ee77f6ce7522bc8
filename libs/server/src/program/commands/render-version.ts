import type { World } from '../../world/world.ts';
import { readRelease } from '../../world/read-release.ts';

/** The answer to `--version`: name and version are the first two words, whatever else is known. */
export function renderVersion(
  world: Pick<World, 'readSbom'>,
  { name, version }: { readonly name: string; readonly version: string },
): string {
  const { revision } = readRelease(world);
  return revision === undefined
    ? `${name} ${version}\n`
    : `${name} ${version} (${shorten(revision)})\n`;
}

/** Twelve digits, which no repository has twice; what stands behind the digits stays. */
function shorten(revision: string): string {
  return revision.replace(/^([0-9a-f]{12})[0-9a-f]*/, '$1');
}
