import { locateInText } from './locate-byte.ts';

/** What esbuild writes before a module where it does not minify, from the start of a line. */
const COMMENT = /^ *\/\/ ((?:[\w-]+:)?[\w@./ -]+\.[cm]?[jt]sx?|<[\w-]+>|[\w-]+:[\w@./ -]+)$/gm;
/** What it wraps a module in that is not run at once, minified or not. */
const WRAPPER = /__(?:esm|commonJS)\(\{\s*"([^"\n]+)"\(/g;

/**
 * Names the module of a byte of a bundle: with its line in the bundled module where comments mark the
 * modules; else, in a minified bundle, by the wrapper that holds the byte or the next one, before
 * which its functions stand. Modules that are run at once have no mark there.
 */
export function locateInBundle(bytes: Uint8Array, offset: number): readonly string[] {
  const text = Buffer.from(bytes).toString('latin1'); // a character for each byte
  const comment = [...text.matchAll(COMMENT)].findLast(({ index }) => index <= offset);
  if (comment !== undefined) return [nameByComment(text, comment, offset)];
  const place = locateInText(bytes, offset);
  const wrapper = nameByWrapper(text, offset);
  return wrapper === undefined ? [place] : [wrapper, place];
}

function nameByComment(text: string, comment: RegExpExecArray, offset: number): string {
  const line = text.slice(comment.index, offset).split('\n').length - 1;
  return `${comment[1] ?? ''} line ${line}`;
}

/** Where the body of a wrapper ends and something else begins. */
const WRAPPER_END = /\}\}\);(?=async function|function|var |class |init_)/;

function nameByWrapper(text: string, offset: number): string | undefined {
  const wrappers = [...text.matchAll(WRAPPER)];
  const count = wrappers.filter(({ index }) => index <= offset).length;
  const [before, after] = [wrappers[count - 1], wrappers[count]];
  const end = before && WRAPPER_END.exec(text.slice(before.index, after?.index));
  if (before && offset < before.index + (end?.index ?? Infinity)) return before[1];
  return after === undefined ? before && `after ${before[1]}` : `${after[1]} or a module before it`;
}
