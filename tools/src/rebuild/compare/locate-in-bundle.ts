import { locateInText } from './locate-byte.ts';

/** The comment line that esbuild writes before a module if it does not minify. */
const COMMENT = /^ *\/\/ ((?:[\w-]+:)?[\w@./ -]+\.[cm]?[jt]sx?|<[\w-]+>|[\w-]+:[\w@./ -]+)$/gm;
/** The wrapper of a module that does not run immediately, minified or not. */
const WRAPPER = /__(?:esm|commonJS)\(\{\s*"([^"\n]+)"\(/g;

/**
 * Finds the module of a byte of a bundle: with its line in the bundled module if comments mark the
 * modules; else, in a minified bundle, by the wrapper that contains the byte, or by the next wrapper,
 * because the functions of a module precede its wrapper. Modules that run immediately have no mark
 * there.
 */
export function locateInBundle(bytes: Uint8Array, offset: number): readonly string[] {
  const text = Buffer.from(bytes).toString('latin1'); // one character for each byte
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

/** The end of the body of a wrapper, before other code. */
const WRAPPER_END = /\}\}\);(?=async function|function|var |class |init_)/;

function nameByWrapper(text: string, offset: number): string | undefined {
  const wrappers = [...text.matchAll(WRAPPER)];
  const count = wrappers.filter(({ index }) => index <= offset).length;
  const [before, after] = [wrappers[count - 1], wrappers[count]];
  const end = before && WRAPPER_END.exec(text.slice(before.index, after?.index));
  if (before && offset < before.index + (end?.index ?? Infinity)) return before[1];
  return after === undefined ? before && `after ${before[1]}` : `${after[1]} or a module before it`;
}
