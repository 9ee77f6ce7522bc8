import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { BuildResult, Metafile, Plugin } from 'esbuild';
import { renderPack, type PackedContent } from '../../formats/pack/render-pack.ts';
import { Fault } from '../../host/faults/fault.ts';
import { ASSETS } from '../../node/runtime/layout.ts';
import { declarePack } from './declare-pack.ts';
import { findProgramFiles, type FileRequests } from './find-program-files.ts';
import { renderStandIns } from './listed-modules.ts';
import { planPack } from './plan-pack.ts';
import { reportFiles } from './report-files.ts';

export interface PackOptions extends FileRequests {
  /** Receives the lines about the files. */
  readonly report: (line: string) => void;
}

/**
 * Writes a pack of the files that the program reads, in the folder of the bundle: those that the app declares,
 * those of each package that looks into its own folder, and the packages that are not bundled. An app without
 * such files has no pack.
 */
export function packFiles(options: PackOptions): Plugin {
  return {
    name: 'pack-files',
    setup(build) {
      const { absWorkingDir: root = '' } = build.initialOptions;
      build.onEnd(async (result) => {
        try {
          await packResult(root, result, options);
          return {};
        } catch (error) {
          if (!(error instanceof Fault)) throw error;
          return { errors: [{ text: error.message }] };
        }
      });
    },
  };
}

async function packResult(root: string, result: BuildResult, options: PackOptions): Promise<void> {
  const { notes, report } = options;
  const { groups, externals, assets } = await findProgramFiles(root, result.metafile, options);
  const planned = [...groups.values()].flat();
  const sources = planPack(planned);
  const apart = new Set(planned.flatMap(({ path, isAsset }) => (isAsset ? [path] : [])));
  const modules = notes.listModules(result.metafile);
  notes.provide([...groups.keys(), ...modules]);
  for (const line of reportFiles(groups, externals, modules)) report(line);
  const path = findPackPath(result.metafile);
  if (path === undefined) return;
  const files = new Map([...renderStandIns(modules), ...readFiles(sources, apart)]);
  const pack = files.size === 0 ? undefined : renderPack(files);
  writePack(join(root, path), result, pack);
  if (pack && result.metafile)
    declarePack(result.metafile, { root, path }, { sources, externals, assets });
}

function readFiles(
  sources: ReadonlyMap<string, string>,
  apart: ReadonlySet<string>,
): ReadonlyMap<string, PackedContent> {
  const files = [...sources].map(([path, source]) => {
    const bytes = readFileSync(source);
    return [path, apart.has(path) ? { asset: bytes } : bytes] as const;
  });
  return new Map<string, PackedContent>(files);
}

/** The pack is in the folder of the bundle; undefined if there is no bundle. */
export function findPackPath(metafile: Metafile | undefined): string | undefined {
  const outputs = Object.entries(metafile?.outputs ?? {});
  const bundle = outputs.find(([, { entryPoint }]) => entryPoint !== undefined);
  return bundle && join(dirname(bundle[0]), ASSETS.files);
}

/** Writes the pack, or gives it to a caller who writes the outputs. */
export function writePack(
  path: string,
  { outputFiles }: BuildResult,
  pack: Buffer | undefined,
): void {
  if (outputFiles === undefined && pack === undefined) rmSync(path, { force: true });
  else if (outputFiles === undefined) writeFileSync(path, pack ?? '');
  else if (pack) outputFiles.push({ path, contents: pack, hash: '', text: '' });
}
