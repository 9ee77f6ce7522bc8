import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUNDLE, buildBundle } from '../../src/app/bundle/build-bundle.ts';
import { ASSETS } from '../../src/node/runtime/layout.ts';
import { findRefusedLicences } from './check-licences.ts';

export interface BundledFixture {
  readonly path: string;
  readonly sizeBytes: number;
  /** The pack of the files that the program reads; undefined for a program without files. */
  readonly files: Buffer | undefined;
  /** What the build says about the bundle. */
  readonly report: readonly string[];
  /** Packages that the SBOM stage refuses. */
  readonly refusedLicences: readonly string[];
}

/**
 * Bundles a server as the executor does.
 *
 * @param folder Folder of its sources and packages; it gets `bundle/main.cjs`.
 * @throws {Fault} those of `buildBundle`.
 */
export async function bundleFixture(folder: string, entry: string): Promise<BundledFixture> {
  const report: string[] = [];
  const tsConfig = existsSync(join(folder, 'tsconfig.app.json')) ? 'tsconfig.app.json' : undefined;
  const metafile = await buildBundle(
    { root: folder, folder: '.', main: entry, outputPath: 'bundle', tsConfig },
    (line) => report.push(line),
  );
  const path = join(folder, 'bundle', BUNDLE);
  const filesPath = join(folder, 'bundle', ASSETS.files);
  const files = existsSync(filesPath) ? readFileSync(filesPath) : undefined;
  const refusedLicences = findRefusedLicences(folder, metafile);
  return { path, sizeBytes: readFileSync(path).length, files, report, refusedLicences };
}
