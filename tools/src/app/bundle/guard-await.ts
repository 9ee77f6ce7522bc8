import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Metafile, OutputFile, Plugin } from 'esbuild';
import { Fault } from '../../host/faults/fault.ts';
import { findAwaits } from './find-await.ts';
import { findLoader, SOURCE } from './source-loader.ts';

/**
 * Fails the build for what esbuild bundles without a word, though it cannot work. If require() loads a module
 * with a top-level await, or one that imports it, Node throws `ERR_REQUIRE_ASYNC_MODULE`, and the bundle
 * would get exports that are undefined. In a circle of modules that import() loads, each would wait for the
 * other for ever.
 */
export function guardAwait(): Plugin {
  return {
    name: 'guard-await',
    setup(build) {
      const awaiting = new Set<string>();
      const { absWorkingDir: root = '' } = build.initialOptions;
      build.onLoad({ filter: SOURCE, namespace: 'file' }, async ({ path }) => {
        const contents = await readFile(path, 'utf8');
        const loader = findLoader(path, build.initialOptions);
        const found = await findAwaits({ path, contents, loader }, build);
        if (found.length > 0) awaiting.add(relative(root, path));
        return undefined;
      });
      build.onEnd(({ metafile, outputFiles = [] }) => {
        const faults = [
          ...findRequired(metafile, awaiting).map((found) => new Fault('AWAIT_REQUIRED', found)),
          ...findCircles(metafile, outputFiles).map((found) => new Fault('AWAIT_CIRCLE', found)),
        ];
        return { errors: faults.map(({ message: text }) => ({ text })) };
      });
    },
  };
}

interface RequiredModule {
  readonly importer: string;
  readonly path: string;
  readonly awaiting: string;
}

function findRequired(
  metafile: Metafile | undefined,
  awaiting: ReadonlySet<string>,
): readonly RequiredModule[] {
  const inputs = metafile?.inputs ?? {};
  const bundled = Object.values(metafile?.outputs ?? {}).flatMap((output) =>
    Object.keys(output.inputs),
  );
  return bundled.flatMap((importer) => {
    const required = inputs[importer]?.imports.filter(({ kind }) => kind === 'require-call') ?? [];
    return required.flatMap(({ path }) => {
      const found = findAwaiting(inputs, path, awaiting);
      return found === undefined ? [] : [{ importer, path, awaiting: found }];
    });
  });
}

/** Finds a module with a top-level await among a module and what it imports, and so on. */
function findAwaiting(
  inputs: Metafile['inputs'],
  path: string,
  awaiting: ReadonlySet<string>,
): string | undefined {
  const seen = new Set([path]); // grows during the loop
  for (const current of seen) {
    if (awaiting.has(current)) return current;
    for (const { kind, path: next } of inputs[current]?.imports ?? [])
      if (kind === 'import-statement') seen.add(next);
  }
  return undefined;
}

/** A module that waits, in the text of a bundle: it runs when it is asked for. */
const ASYNC_MODULE = /=__esm\(\{async("[^"]+")/g;

interface Circle {
  readonly path: string;
  /** The module whose import closes the circle. */
  readonly importer: string;
}

function findCircles(
  metafile: Metafile | undefined,
  outputFiles: readonly OutputFile[],
): readonly Circle[] {
  const texts = outputFiles.flatMap(({ text }) => [...text.matchAll(ASYNC_MODULE)]);
  const waiting = new Set(texts.map(([, key = '']) => JSON.parse(key) as string));
  const importsOf = (path: string): readonly string[] =>
    (metafile?.inputs[path]?.imports ?? [])
      .filter(({ kind, path: next }) => kind === 'import-statement' && waiting.has(next))
      .map(({ path: next }) => next);
  for (const path of waiting) {
    const reached = new Set(importsOf(path)); // grows during the loop
    for (const importer of reached) {
      const imports = importsOf(importer);
      if (imports.includes(path)) return [{ path, importer }];
      for (const next of imports) reached.add(next);
    }
  }
  return [];
}
