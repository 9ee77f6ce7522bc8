import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type {
  BuildFailure,
  BuildOptions,
  BuildResult,
  OnEndResult,
  OnLoadResult,
  OutputFile,
  Plugin,
  PluginBuild,
} from 'esbuild';
import { correctOrder, describeAsync, enterAsync, planAsync } from './enter-async.ts';
import { findAwaits, maskAwaits } from './find-await.ts';
import { guardAwait } from './guard-await.ts';
import { findLoader, SOURCE } from './source-loader.ts';

/**
 * Bundles a program with a top-level await, which CommonJS does not have: a build that finds one ends, and
 * then the program is bundled again as an ECMAScript module in an async function, whose result replaces
 * that of the build. A program without one is bundled once.
 */
export class AwaitBundle {
  readonly #plugins: readonly Plugin[];
  #isFound = false;
  #isReplaced = false;

  /** @param plugins Those of the configuration. */
  constructor(plugins: readonly Plugin[]) {
    this.#plugins = plugins;
  }

  setup(build: PluginBuild): void {
    if (build.initialOptions.format !== 'cjs') return;
    build.onStart(() => {
      this.#isFound = this.#isReplaced = false;
    });
    build.onLoad({ filter: SOURCE, namespace: 'file' }, ({ path }) => this.#load(path, build));
    build.onEnd((result) => {
      this.#isReplaced = this.#isFound && result.errors.length === 0;
      return this.#isReplaced ? this.#replace(result, build) : undefined;
    });
  }

  /** The build for plugins that judge the result: the second build has called its own. */
  endIfKept(build: PluginBuild): PluginBuild {
    const onEnd: PluginBuild['onEnd'] = (judge) => {
      build.onEnd((result) => (this.#isReplaced ? undefined : judge(result)));
    };
    return { ...build, onEnd };
  }

  async #load(path: string, build: PluginBuild): Promise<OnLoadResult | undefined> {
    const contents = await readFile(path, 'utf8');
    const loader = findLoader(path, build.initialOptions);
    const awaits = await findAwaits({ path, contents, loader }, build);
    if (awaits.length === 0) return undefined;
    this.#isFound = true;
    return { loader, contents: maskAwaits(contents, awaits) };
  }

  async #replace(
    result: BuildResult,
    { esbuild, initialOptions }: PluginBuild,
  ): Promise<OnEndResult | undefined> {
    const options: BuildOptions = {
      ...initialOptions,
      ...planAsync(initialOptions.entryPoints),
      plugins: [enterAsync(), guardAwait(), ...this.#plugins],
      logLevel: 'silent',
    };
    return esbuild.build({ ...options, metafile: true, write: false }).then(
      async ({ outputFiles, metafile, warnings }) => {
        Object.assign(result, { metafile: describeAsync(metafile), warnings });
        const { absWorkingDir: root = '' } = initialOptions;
        await replaceOutput(root, result, outputFiles.map(correctOrder));
        return undefined;
      },
      (failure: unknown) => ({ errors: (failure as BuildFailure).errors }),
    );
  }
}

async function replaceOutput(
  root: string,
  result: BuildResult,
  outputFiles: OutputFile[],
): Promise<void> {
  if (result.outputFiles !== undefined) result.outputFiles = outputFiles;
  else
    await Promise.all(
      outputFiles.map(({ path, contents }) => writeFile(resolve(root, path), contents)),
    );
}
