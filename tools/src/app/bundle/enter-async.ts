import { isBuiltin } from 'node:module';
import { extname, resolve } from 'node:path';
import type { BuildOptions, Metafile, OnResolveResult, OutputFile, Plugin } from 'esbuild';
import { sourcePath } from '../../host/tools-folder.ts';
import { bundleScript } from '../../node/runtime/bundle-script.ts';

const [ENTRY, BUILTIN] = ['entry', 'builtin'];

const RUN_ASYNC = sourcePath(import.meta.dirname, 'run-async');

/**
 * Makes esbuild's ECMAScript module a text that a CommonJS module can contain: the body of an async
 * function. The function is not strict: CommonJS packages in it keep their own mode.
 */
export function planAsync(entryPoints: BuildOptions['entryPoints']): BuildOptions {
  const entry: unknown = Array.isArray(entryPoints) ? entryPoints[0] : undefined;
  return {
    format: 'esm',
    // `correctOrder` reads the text.
    minify: false,
    minifyIdentifiers: false,
    minifySyntax: true,
    minifyWhitespace: true,
    banner: { js: `((start,entry)=>{${bundleScript(RUN_ASYNC)}})(async()=>{` },
    footer: { js: `},${JSON.stringify(entry)});` },
  };
}

/**
 * Leaves no import or export in the bundle, which a function cannot contain: modules of Node are required,
 * as in a bundle in CommonJS, and a module without exports imports the program.
 */
export function enterAsync(): Plugin {
  return {
    name: 'enter-async',
    setup(build) {
      const { absWorkingDir: root = '' } = build.initialOptions;
      build.onResolve({ filter: /^/ }, ({ kind, namespace, path }) => {
        if (kind === 'entry-point') return planEntry(path);
        if (namespace === ENTRY) return { path, sideEffects: true }; // whatever its package.json says
        if (kind !== 'import-statement' || !isBuiltin(path)) return undefined;
        return { namespace: BUILTIN, path };
      });
      build.onLoad({ filter: /^/, namespace: ENTRY }, ({ pluginData }) => ({
        contents: `import ${JSON.stringify(resolve(root, pluginData as string))};`,
      }));
      build.onLoad({ filter: /^/, namespace: BUILTIN }, ({ path }) => ({
        contents: `module.exports = require(${JSON.stringify(path)});`,
      }));
    },
  };
}

/** The extension decides whether esbuild takes a module for CommonJS, whatever it contains. */
function planEntry(path: string): OnResolveResult {
  const name = path.slice(0, path.length - extname(path).length);
  return { namespace: ENTRY, path: `${name}.js`, pluginData: path };
}

const ADDED = new RegExp(`^(?:${ENTRY}|${BUILTIN}):`);

/** Describes the bundle as esbuild describes one in CommonJS: without the modules that `enterAsync` adds. */
export function describeAsync({ inputs, outputs }: Metafile): Metafile {
  const isOfSources = ([path]: [string, unknown]): boolean => !ADDED.test(path);
  const described = Object.entries(inputs)
    .filter(isOfSources)
    .map(([path, input]) => [path, { ...input, imports: input.imports.map(describeImport) }]);
  const written = Object.entries(outputs).map(([path, output]) => {
    const ofSources = Object.entries(output.inputs).filter(isOfSources);
    const [entered] = inputs[output.entryPoint ?? '']?.imports ?? [];
    const entry = entered === undefined ? {} : { entryPoint: entered.path };
    return [path, { ...output, ...entry, inputs: Object.fromEntries(ofSources) }];
  });
  return {
    inputs: Object.fromEntries(described) as Metafile['inputs'],
    outputs: Object.fromEntries(written) as Metafile['outputs'],
  };
}

type Import = Metafile['inputs'][string]['imports'][number];

function describeImport(found: Import): Import {
  if (!found.path.startsWith(`${BUILTIN}:`)) return found;
  return { path: found.path.replace(ADDED, ''), kind: found.kind, external: true };
}

/** The names of the functions that esbuild makes of modules with a top-level await. */
const ASYNC_MODULE = /\b(init_[\w$]+)=__esm\(\{async/g;

/**
 * Corrects the order in which esbuild runs modules: it does not wait for those of `export * from`, and
 * import() starts a module at once, where Node lets the present code run to its end.
 */
export function correctOrder(file: OutputFile): OutputFile {
  const names = [...file.text.matchAll(ASYNC_MODULE)].map(([, name = '']) => RegExp.escape(name));
  if (names.length === 0) return file;
  const run = `(?<![\\w$.])(${names.join('|')})\\(\\)`;
  const text = file.text
    .replace(new RegExp(`${run}(?=\\.then\\()`, 'g'), 'Promise.resolve().then($1)')
    .replace(new RegExp(`(?<!await )${run}(?!\\{)`, 'g'), 'await $1()');
  return { ...file, text, contents: Buffer.from(text) };
}
