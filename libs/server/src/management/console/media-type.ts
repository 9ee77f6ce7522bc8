import type { AssetName } from './read-asset.ts';

/** Returns the media type of a file of the page. */
export function mediaTypeOf(name: AssetName): string {
  return `text/${name.replace('console.', '').replace('js', 'javascript')}`;
}
