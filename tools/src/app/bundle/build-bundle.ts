import { join } from 'node:path';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { build, formatMessages, type BuildFailure, type Metafile } from 'esbuild';
import { Fault } from '../../host/faults/fault.ts';
import { configureBundle } from './esbuild.config.ts';
import { readBundleOptions } from './read-bundle-options.ts';
import { completeMap } from './source-map.ts';

/** File names in the folder of a bundle, beside the pack of its files. */
export const BUNDLE = 'main.cjs';
export const METAFILE = 'meta.json';

export interface BundleParts {
  /** Workspace folder. Other paths are relative to it. */
  readonly root: string;
  /** Folder of the project, whose configuration applies. */
  readonly folder: string;
  /** The file that starts the program. */
  readonly main: string;
  /** Folder to write. */
  readonly outputPath: string;
  /** By default the nearest tsconfig.json of each source. */
  readonly tsConfig?: string | undefined;
  /** Whether the bundle names its source map and that has the sources, for debuggers; a release does not. */
  readonly sourcemap?: boolean | undefined;
  /** Files that the program reads, beside those of the configuration, relative to the folder of the project. */
  readonly include?: readonly string[] | undefined;
}

/**
 * Bundles a program for the pinned Node into one CommonJS file, with its source map, its metafile and the pack of its
 * files. The bundle has the same bytes with and without a map.
 *
 * @param report Receives the lines about what the bundle does not contain.
 * @throws {Fault} `BUNDLE_FAILED` with the errors of esbuild and of its plugins; those of `readBundleOptions`.
 */
export async function buildBundle(
  parts: BundleParts,
  report: (line: string) => void,
): Promise<Metafile> {
  const { root, folder, main, outputPath, tsConfig, sourcemap = false, include = [] } = parts;
  readBundleOptions(root, folder, { include }); // its fault, instead of an error of esbuild
  const target = join(root, outputPath);
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  const bundlePath = join(target, BUNDLE);
  const { metafile } = await build({
    ...configureBundle(report, { folder, options: { include } }),
    absWorkingDir: root,
    entryPoints: [main],
    outfile: bundlePath,
    bundle: true,
    platform: 'node',
    target: 'node26',
    format: 'cjs',
    ...(sourcemap ? { sourcemap } : { sourcemap: 'external', sourcesContent: false }),
    metafile: true,
    logLevel: 'silent',
    ...(tsConfig !== undefined && { tsconfig: join(root, tsConfig) }),
  }).catch(async (failure: unknown) => {
    throw await describeFailure(main, failure);
  });
  if (!sourcemap) completeMap(bundlePath, root, Object.keys(metafile.inputs));
  const outputs = Object.entries(metafile.outputs).filter(([path]) => !path.endsWith('.map'));
  const described = { ...metafile, outputs: Object.fromEntries(outputs) };
  writeFileSync(join(target, METAFILE), JSON.stringify(described));
  return described;
}

async function describeFailure(main: string, failure: unknown): Promise<unknown> {
  const { errors } = failure as Partial<BuildFailure>;
  if (errors === undefined) return failure;
  const texts = await formatMessages(errors, { kind: 'error', color: false, terminalWidth: 0 });
  const problems = errors.map(({ text }, index) =>
    text.startsWith('Cannot ') ? text : (texts[index] ?? text).trim(),
  );
  return new Fault('BUNDLE_FAILED', { main, problems }, { cause: failure });
}
