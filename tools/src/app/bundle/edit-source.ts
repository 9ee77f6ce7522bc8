import type { ComputedRequire } from './scan-source.ts';

/** Name of the variable that holds the place of a file. */
export const PLACE = '__place';

/** Text of a call that makes the `require` of the file itself. */
const OWN = String.raw`(?<![.\w$])(?:[\w$]+\.)?createRequire\(\s*(?:import\.meta\.(?:url|filename)|__filename)\s*\)`;

/**
 * A file with `const require = createRequire(import.meta.url)`, which is the only form that can be bundled. It begins
 * a statement: a comment that mentions it is not one.
 */
const OWN_REQUIRE = new RegExp(
  String.raw`\b(?=(?:const|let|var)\s+require\b)(?<=(?:^|[;{}])\s*)(?<!export\s+)\w+\s+require\s*=\s*${OWN}(?=\s*(?:;|$))`,
  'm',
);

/** Such a call that is used at once. */
const USED_AT_ONCE = new RegExp(String.raw`${OWN}(?=\s*(?:\(|\.resolve\())`, 'g');

/** A variable that holds the result of such a call. */
const HELD = new RegExp(String.raw`\b(?:const|let|var)\s+([\w$]+)\s*=\s*${OWN}`, 'g');

const DECLARED = /\b(?:const|let|var|function)\s+require\b/;

/**
 * Rewrites what esbuild does not take for `require`, though Node means the same. No line moves.
 *
 * @param contents Text of a JavaScript or TypeScript file.
 */
export function unifyRequire(contents: string): string {
  const unified = contents
    .replace(/^#!/, '//')
    .replace(OWN_REQUIRE, 'void 0')
    .replace(/(?<![.\w$])module\.require\b(?=\s*\()/g, 'require');
  return DECLARED.test(unified) ? unified : unified.replace(USED_AT_ONCE, 'require');
}

/** Lists the names that resolve a module like `require` in a file, as parts of regular expressions. */
export function listResolvers(contents: string): readonly string[] {
  const held = [...contents.matchAll(HELD)].map(([, name = '']) => RegExp.escape(name));
  return ['require', String.raw`import\.meta`, ...held];
}

/** A keyword in a text, and what takes its place. */
export interface Edit extends Position {
  readonly replacement: string;
}

interface Position extends Omit<ComputedRequire, 'keyword'> {
  readonly keyword: string;
}

/** Makes a computed require() or import() ask the place of its file. */
export function planEdit(computed: ComputedRequire): Edit {
  return { ...computed, replacement: `${PLACE}.${computed.keyword}` };
}

/** The same for the property of `{ require }`, which is its own name, too. */
export function planPropertyEdit(computed: ComputedRequire): Edit {
  return { ...computed, replacement: `${computed.keyword}:${PLACE}.${computed.keyword}` };
}

/** Tells whether `require` may be a property such as `{ require }`, or an element such as `[a, require, b]`. */
export function isAmbiguous(contents: string, computed: ComputedRequire): boolean {
  const [before, after] = splitAround(contents.split('\n'), computed);
  return /[{,]\s*$|^\s*$/.test(before) && /^\s*([,}]|$)/.test(after);
}

/** Applies edits, which are in the order of the text. */
export function applyEdits(contents: string, edits: readonly Edit[]): string {
  const lines = contents.split('\n');
  for (const edit of edits.toReversed())
    lines[edit.line - 1] = splitAround(lines, edit).join(edit.replacement);
  return lines.join('\n');
}

/** The text of a line before and after a keyword. */
function splitAround(
  lines: readonly string[],
  { line, column, keyword }: Position,
): readonly [string, string] {
  const bytes = Buffer.from(lines[line - 1] ?? '');
  return [bytes.subarray(0, column).toString(), bytes.subarray(column + keyword.length).toString()];
}

/** White space or a comment; one at a time, because a repetition of these alternatives takes exponential time. */
const BLANK = /\s+|\/\*[^]*?\*\/|\/\/[^\n]*/y;

/** Tells whether a file begins with the directive "use strict". */
export function isStrict(contents: string): boolean {
  const text = contents.replace(/^#!/, '//');
  BLANK.lastIndex = 0;
  let start = 0;
  while (BLANK.test(text)) start = BLANK.lastIndex;
  return /^(['"])use strict\1/.test(text.slice(start, start + 12));
}

/** Puts a statement before a file, in its first line, and keeps its mode. */
export function prepend(statement: string, contents: string): string {
  return `${isStrict(contents) ? '"use strict";' : ''}${statement}${contents}`;
}
