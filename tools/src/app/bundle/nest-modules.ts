import type { Nest } from './plan-nesting.ts';

/** A part of a bundle: whole statements. */
export interface Piece {
  readonly text: string;
  /** The line of the given bundle at which it began, from 0; undefined for what is new. */
  readonly line?: number;
}

/** Keys of modules in the metafile. */
export interface BundledModules {
  /** Those that have any text in the bundle. */
  readonly bundled: readonly string[];
  readonly entry: string;
}

/** The text of a module, from the comment that names it. A module that every start runs may have several places. */
interface ModulePiece extends Piece {
  readonly key: string;
}

/** A nest in the text: the functions that esbuild has made of its head, and the one to make. */
interface Named extends Nest {
  readonly init: string;
  readonly exports: string;
  readonly enter: string;
}

/** Key of the lines before the first module: esbuild's own functions. */
const START = '';

/**
 * Moves the modules of each nest into a function, which import() of its head calls. esbuild alone declares all
 * functions and variables of all ECMAScript modules in one scope: V8 creates each of them at a start and has their
 * names and places in its code cache, also for modules that this start does not load.
 *
 * @param text A CommonJS bundle of esbuild whose white space is not minified, so that comments name its modules.
 * @returns The pieces in their new order, each with as many lines and columns as before; undefined if the text is not as
 *   expected.
 */
export function nestModules(
  text: string,
  { bundled, entry }: BundledModules,
  nests: readonly Nest[],
): readonly Piece[] | undefined {
  const pieces = splitModules(text, new Set(bundled));
  const keys = new Set(pieces.map(({ key }) => key));
  // What esbuild adds after the last module belongs to no nest.
  if (!bundled.every((key) => keys.has(key)) || pieces.at(-1)?.key !== entry) return undefined;
  const named = nests.flatMap((nest) => nameNest(nest, pieces, text) ?? []);
  return renderScope(pieces, named);
}

function splitModules(text: string, keys: ReadonlySet<string>): readonly ModulePiece[] {
  const lines = text.split('\n');
  const comments = lines.flatMap((line, at) => {
    const key = line.startsWith('// ') ? line.slice(3) : START;
    return at === 0 || keys.has(key) ? [{ key: keys.has(key) ? key : START, at }] : [];
  });
  return comments.map(({ key, at }, index) => ({
    key,
    line: at,
    text: lines.slice(at, comments[index + 1]?.at).join('\n'),
  }));
}

/** Finds the names of a nest; undefined for a CommonJS module, which has a function of its own, or if others use them. */
function nameNest(nest: Nest, pieces: readonly ModulePiece[], text: string): Named | undefined {
  const head = join(pieces.filter(({ key }) => key === nest.head));
  const [, exports] = /^var ([\w$]+_exports) = \{\};$/m.exec(head) ?? [];
  const [, init] = /\b(init_[\w$]+) = __esm\(\{/.exec(head) ?? [];
  if (exports === undefined || init === undefined) return undefined;
  const outside = pieces.filter(({ key }) => !nest.modules.has(key));
  const rest = join(outside).replaceAll(renderImported(init, exports), '');
  const isUsed = [init, exports].some((name) => findWord(name).test(rest));
  const enter = init.replace('init', 'enter');
  return isUsed || findWord(enter).test(text) ? undefined : { ...nest, init, exports, enter };
}

/** What esbuild writes as the function that import() calls. */
function renderImported(init: string, exports: string): string {
  return `() => (${init}(), ${exports})`;
}

function findWord(name: string): RegExp {
  return new RegExp(String.raw`(?<![\w$])${RegExp.escape(name)}(?![\w$])`);
}

function join(pieces: readonly Piece[]): string {
  return pieces.map(({ text }) => text).join('\n');
}

/** Renders modules and the nests among them; these come first, because the first module may call them. */
function renderScope(pieces: readonly ModulePiece[], nests: readonly Named[]): readonly Piece[] {
  const outer = nests.filter(({ head }) => !nests.some((nest) => isInside(head, nest)));
  const nested = outer.flatMap((nest) => renderNest(pieces, nest, nests));
  const own = pieces.filter(({ key }) => !outer.some(({ modules }) => modules.has(key)));
  const first = own.findIndex(({ key }) => key !== START);
  const all: readonly Piece[] = [...own.slice(0, first), ...nested, ...own.slice(first)];
  return all.map((piece) => enterNests(piece, outer));
}

function isInside(key: string, nest: Nest): boolean {
  return key !== nest.head && nest.modules.has(key);
}

/** The function replaces itself, because its modules exist once. */
function renderNest(
  pieces: readonly ModulePiece[],
  { modules, head, init, exports, enter }: Named,
  nests: readonly Named[],
): readonly Piece[] {
  const own = pieces.filter(({ key }) => modules.has(key));
  const inner = nests.filter((nest) => nest.head !== head && modules.has(nest.head));
  return [
    { text: `var ${enter}=()=>{` },
    ...renderScope(own, inner),
    { text: `return ${enter}=()=>(${init}(),${exports}),${enter}()};` },
  ];
}

/** Lets import() call the functions. The text keeps its length, so that source maps stay right. */
function enterNests(piece: Piece, nests: readonly Named[]): Piece {
  if (piece.line === undefined) return piece;
  let { text } = piece;
  for (const { init, exports, enter } of nests) {
    const found = renderImported(init, exports);
    text = text.replaceAll(found, enter.padEnd(found.length));
  }
  return { ...piece, text };
}
