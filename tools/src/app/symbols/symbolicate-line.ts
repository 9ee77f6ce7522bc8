import type { BundleMap } from './bundle-map.ts';

/** Ends the path of a program's script: server-vps.app, /app/server.app, or its bundle under plain Node. */
export const SCRIPT = String.raw`(?:\.app|(?<=/)main\.cjs)`;

/**
 * A place in a stack, as Error.stack, a thread dump and a list of frames in JSON have it: `(PATH:LINE:COLUMN`. A path is
 * absolute, and has at most PATH_MAX bytes, so that a long line takes no quadratic time.
 */
const PLACE = new RegExp(
  String.raw`(\(|"(?:async )?|\bat (?:async )?)((?:file://)?/[^()"\n\\]{0,4095}?${SCRIPT}):(\d+):(\d+)`,
  'g',
);

/** Maps each place of a bundle in a line of text or JSON; everything else stays. */
export function symbolicateLine(text: string, map: BundleMap): string {
  const isJson = text.trimStart().startsWith('{');
  return text.replace(PLACE, (...match: readonly string[]) => {
    const [found = '', before = '', , line, column] = match;
    const origin = map.find({ line: Number(line) - 1, column: Number(column) - 1 });
    if (origin === undefined) return found;
    const source = isJson ? JSON.stringify(origin.source).slice(1, -1) : origin.source;
    return `${before}${source}:${origin.line + 1}:${origin.column + 1}`;
  });
}
