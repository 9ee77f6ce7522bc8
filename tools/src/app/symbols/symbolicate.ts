import type { BundleMap } from './bundle-map.ts';
import { symbolicateLine } from './symbolicate-line.ts';
import { parseProfile, symbolicateProfile } from './symbolicate-profile.ts';

/**
 * Maps stacks in text, in lines of JSON, or a CPU or heap profile back to the sources. Each line comes when its input
 * has, so that a log can be followed.
 *
 * @throws {Fault} `MAP_UNFIT` at the end of a text, and instead of a profile; `PROFILE_KIND`.
 */
export async function* symbolicate(
  lines: AsyncIterable<string>,
  map: BundleMap,
): AsyncGenerator<string> {
  const document: string[] = [];
  let isFirst = true;
  for await (const line of lines) {
    const isDocument: boolean = document.length > 0 || (isFirst && line.trim() === '{');
    if (isDocument) document.push(line);
    else yield* symbolicatePart(line, map);
    isFirst = false;
  }
  if (document.length > 0) yield* symbolicatePart(document.join('\n'), map);
  map.checkFit();
}

/** Maps a line, or a JSON document of several lines. */
function* symbolicatePart(text: string, map: BundleMap): Generator<string> {
  const profile = parseProfile(text);
  if (profile === undefined) {
    yield symbolicateLine(text, map);
    return;
  }
  const mapped = symbolicateProfile(profile, map);
  map.checkFit();
  yield JSON.stringify(mapped);
}
