import { isBuiltin } from 'node:module';
import { relative } from 'node:path';
import type { BuildResult, LogLevel, Message, Metafile, PartialMessage, Plugin } from 'esbuild';
import { Fault } from '../../host/faults/fault.ts';
import { packageOf } from './package-of.ts';
import { planReport, type ComputedRequire } from './plan-report.ts';

/**
 * Message kinds that esbuild hides by default. Each means that something may be missing in the bundle,
 * because only the running program knows its name.
 */
export const REPORTED: Record<string, LogLevel> = {
  'indirect-require': 'warning',
  'require-resolve-not-external': 'warning',
  'unsupported-dynamic-import': 'warning',
  'unsupported-require-call': 'warning',
};

export interface GuardOptions {
  /** Packages, or files of the app, whose computed require() or import() never runs, with the reason. */
  readonly knownRequires: Readonly<Record<string, string>>;
  /** Receives the lines about what the bundle does not contain. */
  readonly report: (line: string) => void;
}

/**
 * Fails the build if the bundle lacks something that the program needs: a native addon, or a package that
 * is left out on purpose. Reports what the program must do without, as it would under Node, and what only
 * its run can tell.
 */
export function guardGraph({ knownRequires, report }: GuardOptions): Plugin {
  return {
    name: 'guard-graph',
    setup(build) {
      build.initialOptions.metafile = true; // what the bundle contains is judged by it
      const { absWorkingDir: root = '' } = build.initialOptions;
      build.onLoad({ filter: /\.node$/ }, ({ path: file }) => {
        const [path, name] = [relative(root, file), packageOf(file)];
        return { errors: [{ text: new Fault('NATIVE_ADDON', { path, package: name }).message }] };
      });
      build.onEnd((result) => {
        const computed = result.warnings.filter(({ id }) => id in REPORTED).map(parseWarning);
        const unknown = computed.filter(
          ({ file }) => !((packageOf(file) ?? file) in knownRequires),
        );
        for (const line of planReport(result.metafile, unknown)) report(line);
        return { errors: findErrors(result) };
      });
    },
  };
}

function parseWarning({ location }: Message): ComputedRequire {
  const { file = 'unknown file', line = 0, lineText = '' } = location ?? {};
  return { file, line, code: lineText.trim() };
}

function findErrors({ warnings, metafile }: BuildResult): PartialMessage[] {
  const others = warnings.filter(({ id }) => !(id in REPORTED));
  return [
    ...others.map(({ text, location }) => ({ text, location })),
    ...findLeftOut(metafile).map((left) => ({ text: new Fault('PACKAGE_LEFT_OUT', left).message })),
  ];
}

/** Finds the packages that the bundle requires from outside, because the options say so. */
function findLeftOut(metafile: Metafile | undefined): { path: string; importer: string }[] {
  const imports = Object.values(metafile?.outputs ?? {}).flatMap((output) => output.imports);
  const left = imports.filter(
    ({ external, kind, path }) =>
      external === true && kind !== 'require-resolve' && !isBuiltin(path),
  );
  return [...new Set(left.map(({ path }) => path))].map((path) => ({
    path,
    importer: findImporter(metafile, path),
  }));
}

function findImporter(metafile: Metafile | undefined, wanted: string): string {
  const found = Object.entries(metafile?.inputs ?? {}).find(([, { imports }]) =>
    imports.some(({ path }) => path === wanted),
  );
  return found?.[0] ?? 'the program';
}
