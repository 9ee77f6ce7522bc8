import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type BuildFailure, type BuildOptions, type Format, type Platform } from 'esbuild';
import { configureBundle } from '../../src/app/bundle/esbuild.config.ts';
import { findRefusedLicences } from './check-licences.ts';
import { workspacePath } from '../workspace.ts';

export interface BundledFixture {
  readonly path: string;
  readonly sizeBytes: number;
  /** What the build says about the bundle. */
  readonly report: readonly string[];
  /** Packages that the SBOM stage refuses. */
  readonly refusedLicences: readonly string[];
}

/** The part of nx.json that decides how apps are bundled. */
interface NxJson {
  readonly targetDefaults: {
    readonly '@nx/esbuild:esbuild': {
      readonly options: {
        readonly platform: Platform;
        readonly target: string;
        readonly format: readonly [Format];
      };
    };
  };
}

/**
 * Bundles a server with the options that apps get from nx.json, and the shipped configuration of esbuild.
 *
 * @param folder Folder of its sources and packages; it gets `bundle/main.cjs`.
 * @throws {Error} with the messages of a build that fails.
 */
export async function bundleFixture(folder: string, entry: string): Promise<BundledFixture> {
  const nxJson = JSON.parse(readFileSync(join(workspacePath, 'nx.json'), 'utf8')) as NxJson;
  const { platform, target, format } = nxJson.targetDefaults['@nx/esbuild:esbuild'].options;
  const report: string[] = [];
  const tsconfig = join(folder, 'tsconfig.app.json');
  const path = join(folder, 'bundle/main.cjs');
  const options: BuildOptions = {
    ...configureBundle((line) => report.push(line)),
    absWorkingDir: folder,
    entryPoints: [entry],
    outfile: path,
    bundle: true,
    logLevel: 'silent',
    platform,
    target,
    format: format[0],
    ...(existsSync(tsconfig) && { tsconfig }),
  };
  const { metafile } = await build({ ...options, metafile: true }).catch((failure: unknown) => {
    const { errors } = failure as BuildFailure;
    throw new Error(errors.map(({ text }) => text).join('\n'), { cause: failure });
  });
  const refusedLicences = findRefusedLicences(folder, metafile);
  return { path, sizeBytes: readFileSync(path).length, report, refusedLicences };
}
