import { builtinModules } from 'node:module';
import type { BuildResult, LogLevel, Message, Metafile, PartialMessage, Plugin } from 'esbuild';
import { Fault } from '../../host/faults/fault.ts';

/** A file with a computed require() that is known not to run. */
export interface KnownDynamicRequire {
  /** Path relative to the workspace root, as in esbuild's metafile. */
  readonly file: string;
  /** Why the call is never reached, or fails as the program expects. */
  readonly reason: string;
}

/**
 * Message kinds that esbuild hides by default. Each means that something is missing in the bundle and
 * would be loaded from the disk of the machine that runs it.
 */
export const REPORTED: Record<string, LogLevel> = {
  'indirect-require': 'warning',
  'require-resolve-not-external': 'warning',
  'unsupported-dynamic-import': 'warning',
  'unsupported-require-call': 'warning',
};

/**
 * Fails the build if the bundle would be incomplete: a native addon, a require() or import() with a
 * computed target, a package that is not installed. Each error names the file.
 */
export function guardGraph(known: readonly KnownDynamicRequire[]): Plugin {
  return {
    name: 'guard-graph',
    setup(build) {
      build.onResolve({ filter: /\.node$/ }, ({ path, importer }) => ({
        errors: [{ text: new Fault('NATIVE_ADDON', { path, importer }).message }],
      }));
      build.onEnd((result) => ({ errors: findGaps(result, known) }));
    },
  };
}

function findGaps(result: BuildResult, known: readonly KnownDynamicRequire[]): PartialMessage[] {
  const computed = result.warnings
    .filter((warning) => !known.some(({ file }) => file === warning.location?.file))
    .map(describeWarning);
  return [...computed, ...findLeftOut(result.metafile)];
}

function describeWarning({ id, text, location }: Message): PartialMessage {
  if (!(id in REPORTED)) return { text, location };
  const place = location ? `${location.file}:${location.line}` : 'unknown place';
  return {
    text: new Fault('DYNAMIC_REQUIRE', { place, code: location?.lineText.trim() ?? '' }).message,
  };
}

/** esbuild silently omits a package if try/catch surrounds its require(). */
function findLeftOut(metafile: Metafile | undefined): PartialMessage[] {
  return Object.entries(metafile?.inputs ?? {}).flatMap(([importer, { imports }]) =>
    imports
      .filter(({ external, path }) => external === true && !isBuiltin(path))
      .map(({ path }) => ({ text: new Fault('PACKAGE_LEFT_OUT', { path, importer }).message })),
  );
}

function isBuiltin(path: string): boolean {
  return path.startsWith('node:') || builtinModules.includes(path);
}
