import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type {
  BuildOptions,
  BuildResult,
  Metafile,
  OutputFile,
  Plugin,
  PluginBuild,
  TransformOptions,
} from 'esbuild';
import { isScript } from './correct-scripts.ts';
import { followMappings, readMappings, renderMappings, type Mappings } from './mappings.ts';
import { nestModules, type Piece } from './nest-modules.ts';
import { planNesting } from './plan-nesting.ts';
import type { SourceMapJson } from './source-map.ts';

/** A bundle, and its source map if there is one. */
interface Script {
  readonly text: string;
  readonly map: string | undefined;
}

/** What esbuild calls an output without a name, but not in the metafile. */
const UNNAMED = '<stdout>';

/** The comment with the path of a source map, at the end of a bundle. */
const LINK = /\n\/\/# sourceMappingURL=[^\n]*\n?$/;

/**
 * Gives modules that only an import() reaches a scope of their own, as `nestModules` does: what a start does not load is
 * neither created by it nor part of its code cache. esbuild writes the bundle with white space for that, and minifies
 * that in a second step.
 *
 * Not for bundles whose names are minified, which has no use here, or whose source map is in the bundle itself.
 */
export function nestImports(): Plugin {
  return {
    name: 'nest-imports',
    setup(build) {
      const { initialOptions } = build;
      if (!canNest(initialOptions)) return;
      initialOptions.minifyWhitespace = false;
      build.onEnd(async (result) => {
        if (result.errors.length > 0) return;
        await rewriteScripts(result, initialOptions, (script, output) =>
          rewrite(script, { build, output, inputs: result.metafile?.inputs ?? {} }),
        );
      });
    },
  };
}

function canNest({ bundle, format, minifyWhitespace, ...given }: BuildOptions): boolean {
  const isLegible = given.minify !== true && given.minifyIdentifiers !== true;
  const isApart = given.sourcemap !== 'inline' && given.sourcemap !== 'both';
  return bundle === true && format === 'cjs' && minifyWhitespace === true && isLegible && isApart;
}

type Output = Metafile['outputs'][string];

interface Bundled {
  readonly build: PluginBuild;
  readonly output: Output;
  readonly inputs: Metafile['inputs'];
}

async function rewrite(script: Script, { build, output, inputs }: Bundled): Promise<Script> {
  const link = LINK.exec(script.text)?.[0] ?? '\n';
  const text = script.text.replace(LINK, '\n');
  const { entryPoint: entry = '' } = output;
  const bundled = Object.keys(output.inputs).filter((key) => output.inputs[key]?.bytesInOutput);
  const nested = nestModules(text, { bundled, entry }, planNesting({ inputs }, entry));
  const map = script.map === undefined ? undefined : (JSON.parse(script.map) as SourceMapJson);
  const given = map && readMappings(map.mappings);
  const minify = (piece: Piece): Promise<Minified> => minifyPiece(piece, build, given);
  const minified = await Promise.all((nested ?? [{ text, line: 0 }]).map(minify));
  const mappings = renderMappings(minified.flatMap(({ mappings: lines }) => lines));
  return {
    text: minified.map((piece) => piece.text).join('\n') + link,
    map: map && JSON.stringify({ ...map, mappings }),
  };
}

interface Minified {
  readonly text: string;
  /** As many lines as the text has. */
  readonly mappings: Mappings;
}

/**
 * Minifies the white space of a piece. Each piece alone, as esbuild does it in a bundle: its limit for lines breaks the
 * texts in them, which stay whole where a module is shorter.
 */
async function minifyPiece(
  { text, line }: Piece,
  { esbuild, initialOptions }: PluginBuild,
  given: Mappings | undefined,
): Promise<Minified> {
  if (line === undefined) return { text, mappings: [[]] };
  const { code, map } = await esbuild.transform(text, {
    ...pickPrinting(initialOptions),
    legalComments: 'none',
    logLevel: 'silent',
    minifyWhitespace: true,
    sourcemap: given ? 'external' : false,
  });
  const minified = code.trimEnd();
  const lines = minified.split('\n');
  const { mappings = '' } = given ? (JSON.parse(map) as SourceMapJson) : {};
  const made = followMappings(readMappings(mappings), given ?? [], line);
  return {
    text: /^$|;$/.test(minified) ? minified : `${minified};`, // the next one may begin with a parenthesis
    mappings: lines.map((_, index) => made[index] ?? []),
  };
}

/** The options that esbuild prints a text by; without those that are undefined, which its types forbid. */
function pickPrinting(options: BuildOptions): TransformOptions {
  const names = ['charset', 'lineLimit', 'minifySyntax', 'target'] as const;
  return Object.fromEntries(
    names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]),
  );
}

type Rewrite = (script: Script, output: Output) => Promise<Script>;

/** Rewrites the scripts of a finished build, in memory or where esbuild has written them. */
async function rewriteScripts(
  { outputFiles, metafile }: BuildResult,
  { absWorkingDir: root = '' }: BuildOptions,
  rewriteOne: Rewrite,
): Promise<void> {
  const outputs = metafile?.outputs ?? {};
  const { read, write } = outputFiles ? inMemory(outputFiles) : onDisk;
  for (const [path, output] of Object.entries(outputs)) {
    if (!isScript(path)) continue;
    const file = resolve(root, path);
    const mapFile = `${file}.map`;
    const map = `${path}.map` in outputs ? await read(mapFile) : undefined;
    const rewritten = await rewriteOne({ text: await read(file), map }, output);
    await write(file, rewritten.text);
    if (rewritten.map !== undefined) await write(mapFile, rewritten.map);
    output.bytes = Buffer.byteLength(rewritten.text);
  }
}

interface Files {
  readonly read: (path: string) => Promise<string>;
  readonly write: (path: string, text: string) => Promise<void>;
}

const onDisk: Files = { read: (path) => readFile(path, 'utf8'), write: writeFile };

function inMemory(files: OutputFile[]): Files {
  const indexOf = (path: string): number =>
    files.findIndex((file) => file.path === path || file.path === UNNAMED);
  return {
    read: (path) => Promise.resolve(files[indexOf(path)]?.text ?? ''),
    write: (path, text) => {
      const index = indexOf(path);
      const [file] = files.slice(index);
      if (file) files[index] = { ...file, text, contents: Buffer.from(text) };
      return Promise.resolve();
    },
  };
}
