import type { World } from '../../world/world.ts';
import { readRelease } from '../../world/read-release.ts';

/** Renders the output of `--version`: name, version and, if known, the revision in parentheses. */
export function renderVersion(
  world: Pick<World, 'readSbom'>,
  { name, version }: { readonly name: string; readonly version: string },
): string {
  const { revision } = readRelease(world);
  return revision === undefined
    ? `${name} ${version}\n`
    : `${name} ${version} (${shorten(revision)})\n`;
}

/** Shortens a commit to twelve digits, which are unique in any repository; keeps a suffix such as -dirty. */
function shorten(revision: string): string {
  return revision.replace(/^([0-9a-f]{12})[0-9a-f]*/, '$1');
}
