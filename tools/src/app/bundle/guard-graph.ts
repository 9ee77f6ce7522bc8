import { isBuiltin } from 'node:module';
import { relative } from 'node:path';
import type { BuildResult, Metafile, PartialMessage, Plugin } from 'esbuild';
import { Fault } from '../../host/faults/fault.ts';
import type { BundleNotes } from './bundle-notes.ts';
import { isOfProgram } from './externals.ts';
import { isTypeMember } from './metadata-types.ts';
import { packageOf } from './package-of.ts';
import { planReport } from './plan-report.ts';

export interface GuardOptions {
  readonly notes: BundleNotes;
  /** Receives the lines about what the bundle does not contain. */
  readonly report: (line: string) => void;
}

/**
 * Fails the build if the bundle lacks something that the program needs: a native addon, or a package that
 * is left out on purpose. Reports what the program must do without, as it would under Node, and what only
 * its run can tell.
 */
export function guardGraph({ notes, report }: GuardOptions): Plugin {
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
        const { metafile } = result;
        for (const line of planReport(metafile, notes.list(metafile))) report(line);
        return { errors: findErrors(result) };
      });
    },
  };
}

function findErrors({ warnings, metafile }: BuildResult): PartialMessage[] {
  const worthAnError = warnings.filter(({ location }) => !isTypeMember(location?.lineText ?? ''));
  return [
    ...worthAnError.map(({ text, location }) => ({ text, location })),
    ...findLeftOut(metafile).map((left) => ({ text: new Fault('PACKAGE_LEFT_OUT', left).message })),
  ];
}

/** Finds the packages that the bundle requires from outside, because the options say so. */
function findLeftOut(metafile: Metafile | undefined): { path: string; importer: string }[] {
  const imports = Object.values(metafile?.outputs ?? {}).flatMap((output) => output.imports);
  const left = imports.filter(
    ({ external, path }) => external === true && !isBuiltin(path) && !isOfProgram(path),
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
