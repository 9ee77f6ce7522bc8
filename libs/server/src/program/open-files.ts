import { parseFilesRoot, type FilesRoot } from '../config/files-roots.ts';
import type { Settings } from '../config/settings.ts';
import { textOfPath } from '../files/byte-name.ts';
import type { CompressFile } from '../files/compress-file.ts';
import { createFilesCache, type FilesCache } from '../files/create-files-cache.ts';
import { createRoot } from '../files/create-root.ts';
import { createSite } from '../files/create-site.ts';
import type { ServedRoot } from '../files/files-context.ts';
import type { FollowedRules, FollowRulesOptions } from '../files/rules/follow-rules.ts';
import { observeFilesCache } from '../files/observe-files-cache.ts';
import { warnOfMissingPages } from '../files/warn-of-missing-pages.ts';
import type { World } from '../world/world.ts';
import { collectFaults } from './collect-faults.ts';
import type { Parts } from './parts.ts';

/** The directories that are served, and what they share. */
export interface OpenFiles {
  readonly roots: readonly ServedRoot[];
  readonly cache: FilesCache;
  /** Returns what the log says of them: the real path of FILES_ROOT, unless it is missing, and FILES_ROOTS. */
  readonly describe: () => Promise<object>;
}

/**
 * Opens the directories to serve. The server is not ready while one is missing.
 *
 * @throws {Fault} those of `createRoot` and then those of `followRules`, each for all directories at once.
 */
export async function openFiles(world: World, parts: Parts): Promise<OpenFiles> {
  const { liveSettings, metrics } = parts;
  const settings = liveSettings.current;
  const { memoryLimitBytes } = world.identity();
  const compress = await createCompressIfOn(settings);
  const cache = createFilesCache({ settings, memoryLimitBytes, compress });
  const opened = await collectFaults(
    planRoots(settings).map((one) => openRoot(one, parts)),
    'FILES_ROOTS_REFUSED',
  );
  const { monotonicMs } = world;
  const roots = await collectFaults(
    opened.map((one) => ruleRoot(one, { ...parts, cache, monotonicMs })),
    'FILES_RULES_REFUSED',
  );
  await warnOfMissingPages(roots, parts.loggers.root, monotonicMs());
  liveSettings.onChange(cache.store.shrink);
  observeFilesCache(metrics, cache);
  const main = roots.find(({ prefix }) => prefix === '');
  return {
    roots,
    cache,
    describe: async () => {
      const current = await main?.root.current(world.monotonicMs());
      const { filesRoots } = settings;
      return {
        filesRoot: current && textOfPath(current),
        ...(filesRoots.length > 0 && { filesRoots }),
      };
    },
  };
}

/** Returns the directories of the settings; FILES_ROOT has no prefix. */
function planRoots({
  filesRoot,
  filesRoots,
}: Pick<Settings, 'filesRoot' | 'filesRoots'>): readonly FilesRoot[] {
  const further = filesRoots.map(parseFilesRoot).filter((one) => one !== undefined);
  return filesRoot === undefined ? further : [{ prefix: '', path: filesRoot }, ...further];
}

/** A directory whose rules are not read yet. */
type OpenedRoot = Pick<ServedRoot, 'prefix' | 'root'> & { readonly suffix: string };

async function openRoot(
  { prefix, path }: FilesRoot,
  { loggers, readiness, lifecycle }: Parts,
): Promise<OpenedRoot> {
  const setting = prefix === '' ? 'FILES_ROOT' : `${prefix} in FILES_ROOTS`;
  const root = await createRoot(path, loggers.root, setting);
  const suffix = prefix === '' ? '' : `:${prefix}`;
  readiness.add({ name: `files-root${suffix}`, isRequired: true, run: root.check });
  lifecycle.onReload(`files-root${suffix}`, root.check);
  return { prefix, root, suffix };
}

async function ruleRoot(
  { prefix, root, suffix }: OpenedRoot,
  { cache, monotonicMs, ...parts }: Parts & Pick<OpenFiles, 'cache'> & Pick<World, 'monotonicMs'>,
): Promise<ServedRoot> {
  const { liveSettings, loggers, lifecycle } = parts;
  const rules = await followRulesIfSet({ root, cache, log: loggers.root, monotonicMs }, parts);
  if (rules !== undefined) lifecycle.onReload(`files-rules${suffix}`, rules.load);
  return { prefix, root, cache, site: createSite(liveSettings.current, rules?.current, prefix) };
}

/** Loads the code, and with it node:zlib, only if files are compressed. */
async function createCompressIfOn({
  filesCompression,
}: Settings): Promise<CompressFile | undefined> {
  if (!filesCompression) return undefined;
  const { createCompressFile } = await import('../files/compress-file.ts');
  return createCompressFile();
}

/** Loads the code only if there may be rules. */
async function followRulesIfSet(
  options: FollowRulesOptions,
  { liveSettings }: Pick<Parts, 'liveSettings'>,
): Promise<FollowedRules | undefined> {
  if (!liveSettings.current.filesRules) return undefined;
  const { followRules } = await import('../files/rules/follow-rules.ts');
  return followRules(options);
}
