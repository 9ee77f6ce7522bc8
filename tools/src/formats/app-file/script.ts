/**
 * The scope of a CommonJS module. V8 creates a code cache after execution only for a whole script, so
 * the wrapper is text, as in Node's own loader before it compiled functions.
 *
 * @see https://nodejs.org/docs/latest-v26.x/api/modules.html#the-module-wrapper
 */
export const SCOPE = [
  '(function (exports, require, module, __filename, __dirname) { ',
  '\n})',
] as const;

const HASHBANG = '#!';

/**
 * Renders the script of a bundle: in a scope of its own, without a hashbang, which is valid only at the start of a
 * text. The build does so, because at a start it would copy the whole text once more.
 */
export function renderScript(source: Uint8Array): Buffer {
  const bytes = Buffer.from(source);
  if (bytes.toString('latin1', 0, HASHBANG.length) === HASHBANG) bytes.write('//', 'latin1');
  return Buffer.concat([Buffer.from(SCOPE[0]), bytes, Buffer.from(SCOPE[1])]);
}
