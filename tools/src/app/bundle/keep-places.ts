import assert from 'node:assert/strict';
import { lstatSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative } from 'node:path';
import type { BuildFailure, OnLoadResult, Plugin, PluginBuild } from 'esbuild';
import { Fault } from '../../host/faults/fault.ts';
import { sourcePath } from '../../host/tools-folder.ts';
import type { BundleNotes } from './bundle-notes.ts';
import {
  applyEdits,
  isAmbiguous,
  listResolvers,
  PLACE,
  planEdit,
  planPropertyEdit,
  prepend,
  unifyRequire,
} from './edit-source.ts';
import { findListedModules, renderRegistration } from './listed-modules.ts';
import { readSource, type SourceFile } from './read-source.ts';
import { scanSource, type Scan } from './scan-source.ts';
import { SOURCE } from './source-loader.ts';

/** What esbuild replaces in every file; each name must be found by `MENTIONS`. */
const DEFINE = {
  __dirname: `${PLACE}.dirname`,
  __filename: `${PLACE}.filename`,
  'import.meta': `${PLACE}.meta`,
  'require.resolve': `${PLACE}.require.resolve`,
};

/** What Node sets in the module of a file, and esbuild does not. */
const OF_MODULE = /(?<![.\w$])module\d*\.(?:children|filename|id|loaded|parent|paths?)\b/;

/** The module that starts the program is also `require.main`. */
const OF_ENTRY = new RegExp(`${OF_MODULE.source}|\\b(?:__)?require\\.main\\b`);

const LITERAL = String.raw`\(\s*(?:'[^'\n]*'|"[^"\n]*")\s*\)`;

/** Text that may ask for its place: the names above, require() or import() of what is no literal. */
const MENTIONS = new RegExp(
  [
    OF_ENTRY.source,
    String.raw`\b__(?:dir|file)name\b|\bcreateRequire\b|\bmodule\.require\b`,
    String.raw`\bimport\s*\.\s*meta\b`,
    String.raw`\brequire\b(?!\s*${LITERAL})`,
    String.raw`\bimport\s*(?=\()(?!${LITERAL})`,
  ].join('|'),
);

/** Modules in the bundle that know where the app file is. */
const [FOLDER, FULL, OWN_FILE] = ['tscratch:folder', 'tscratch:place', 'tscratch:own-file'];

/**
 * Gives each file of a bundle its own place, as Node does: `__dirname`, `import.meta`, `require.resolve()`,
 * `module` and the targets of computed require() and import() belong to the file, which lies below the
 * folder of the app file where it lies in the workspace. esbuild alone gives all files the place of
 * the bundle, and no `import.meta` at all.
 *
 * @param notes Collects what the report says.
 */
export function keepPlaces(notes: BundleNotes): Plugin {
  return {
    name: 'keep-places',
    setup(build) {
      const { initialOptions } = build;
      initialOptions.define = { ...initialOptions.define, ...DEFINE };
      build.onStart(() => {
        notes.clear();
      });
      build.onResolve({ filter: /^tscratch:(folder|place|own-file)$/ }, ({ path }) => ({
        path: sourcePath(import.meta.dirname, path.replace('tscratch:', '')),
        sideEffects: false,
      }));
      build.onLoad({ filter: SOURCE, namespace: 'file' }, async ({ path }) => {
        if (dirname(path) === import.meta.dirname) return undefined;
        return loadSource(build, path, notes).catch((failure: unknown) => describe(failure));
      });
    },
  };
}

/** A failure of esbuild's parser, or one that a user can act on. */
function describe(failure: unknown): OnLoadResult {
  if (failure instanceof Fault) return { errors: [{ text: failure.message }] };
  const { errors } = failure as Partial<BuildFailure>;
  if (errors === undefined) throw failure;
  return { errors };
}

async function loadSource(
  build: PluginBuild,
  path: string,
  notes: BundleNotes,
): Promise<OnLoadResult | undefined> {
  const source = await readSource(path, build.initialOptions);
  const { contents, loader, isTransformed } = source;
  if (!MENTIONS.test(contents)) return isTransformed ? { contents, loader } : undefined;
  return placeSource(build, { path, loader, contents: unifyRequire(contents) }, notes);
}

async function placeSource(
  build: PluginBuild,
  source: SourceFile,
  notes: BundleNotes,
): Promise<OnLoadResult> {
  const scan = await scanSource(source, build, DEFINE);
  const { absWorkingDir: root, entryPoints } = build.initialOptions;
  assert(root, 'absWorkingDir must be set: paths in the bundle are relative to it');
  const path = relative(root, source.path);
  const isEntry = Array.isArray(entryPoints) && entryPoints.includes(path);
  const targets = await findTargets(source, build);
  const listed = findListedModules(source, root);
  const named = { resolved: Object.values(targets), files: findNamedFiles(source, root), listed };
  notes.add({ ...source, path }, scan, named);
  const edited = await edit(source, scan, build);
  const place = renderPlace(path.replace(/^(\.\.\/)+/, ''), { scan, edited, isEntry, targets });
  const statement = place + renderRegistration(dirname(path), listed);
  const { loader } = source;
  return { loader, contents: statement === '' ? edited : prepend(statement, edited) };
}

/** Applies the edits one at a time where only a parser can tell which one is valid. */
async function edit(source: SourceFile, { computed }: Scan, build: PluginBuild): Promise<string> {
  const edits = computed.map(async (found) => {
    const planned = planEdit(found);
    if (!isAmbiguous(source.contents, found)) return planned;
    const contents = applyEdits(source.contents, [planned]);
    return scanSource({ ...source, contents }, build, {}).then(
      () => planned,
      () => planPropertyEdit(found),
    );
  });
  return applyEdits(source.contents, await Promise.all(edits));
}

/** Modules that the file names in require.resolve() or import.meta.resolve(), with their paths in the workspace. */
async function findTargets(
  { path, contents }: SourceFile,
  build: PluginBuild,
): Promise<Readonly<Record<string, string>>> {
  const resolvers = listResolvers(contents).join('|');
  const form = String.raw`(?<![\w$])(?:${resolvers})\.resolve\(\s*(['"])([^'"\n]+)\1`;
  const named = contents.matchAll(new RegExp(form, 'g'));
  const names = [...new Set([...named].map(([, , name = '']) => name))];
  const { absWorkingDir: root = '' } = build.initialOptions;
  const asked = { kind: 'require-resolve', importer: path, resolveDir: dirname(path) } as const;
  const found = names
    .filter((name) => !isBuiltin(name))
    .map(async (name) => {
      const { path: target, errors } = await build.resolve(name, asked);
      return errors.length > 0 ? [] : [[name, relative(root, target)] as const];
    });
  return Object.fromEntries((await Promise.all(found)).flat());
}

/** A file by its URL, and a script by its path. */
const NAMED = [
  /\bnew URL\(\s*(['"])(\.{1,2}\/[^'"\n]+)\1\s*,\s*import\.meta\.url\s*\)/g,
  /\b(?:join|resolve)\(\s*(?:__dirname|import\.meta\.dirname)\s*,\s*(['"])([^'"\n]+\.[cm]?[jt]s)\1\s*\)/g,
];

/** Finds the files of the workspace that a module names by literals. */
function findNamedFiles({ path, contents }: SourceFile, root: string): readonly string[] {
  const named = NAMED.flatMap((form) => [...contents.matchAll(form)]);
  return named
    .map(([, , name = '']) => relative(root, join(dirname(path), name)))
    .filter((file) => !file.startsWith('..') && isFile(join(root, file)));
}

function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

interface PlaceFacts {
  readonly scan: Scan;
  readonly edited: string;
  readonly isEntry: boolean;
  readonly targets: Readonly<Record<string, string>>;
}

/** Renders the statement that declares the place of a file; empty if the file does not ask for it. */
function renderPlace(path: string, { scan, edited, isEntry, targets }: PlaceFacts): string {
  const asksForModule = !scan.isModule && (isEntry ? OF_ENTRY : OF_MODULE).test(scan.text);
  const asked = new Set(
    [...(scan.text + edited).matchAll(/\b__place\.(\w+)/g)].map(([, name]) => name),
  );
  if (asked.size === 0 && !asksForModule) return '';
  const isFull = asksForModule || ['meta', 'require', 'import'].some((name) => asked.has(name));
  const facts = [
    ...(Object.keys(targets).length > 0 ? [`targets:${JSON.stringify(targets)}`] : []),
    ...(asksForModule ? ['module'] : []),
    ...(isEntry ? ['isEntry:true'] : []),
  ];
  const [from, name] = isFull ? [FULL, 'placeOf'] : [FOLDER, 'folderOf'];
  const args = [JSON.stringify(path), ...(isFull ? [`{${facts.join()}}`] : [])].join();
  const mayStartItself = asksForModule || asked.has('filename') || asked.has('meta');
  return [
    renderCall(scan, { from, name, args, to: `var ${PLACE}=` }),
    ...(isEntry && mayStartItself ? [renderCall(scan, OWN)] : []),
  ].join('');
}

/** A call of a function of a module in the bundle. */
interface Call {
  readonly from: string;
  readonly name: string;
  readonly args: string;
  /** What stands before the call. */
  readonly to: string;
}

const OWN: Call = { from: OWN_FILE, name: 'adoptOwnFile', args: `${PLACE}.filename`, to: '' };

function renderCall({ isModule }: Scan, { from, name, args, to }: Call): string {
  const module = JSON.stringify(from);
  return isModule
    ? `import{${name} as ${PLACE}${name}}from${module};${to}${PLACE}${name}(${args});`
    : `${to}require(${module}).${name}(${args});`;
}
