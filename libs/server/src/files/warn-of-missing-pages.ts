import type { Log } from '../telemetry/log/log.ts';
import type { SitePage } from './create-site.ts';
import type { ServedRoot } from './files-context.ts';
import { openCurrent } from './open-current.ts';
import { targetOf } from './parse-path.ts';

/** Warns of a page of the settings that no directory has: clients get a plain 404 until a deployment brings it. */
export async function warnOfMissingPages(
  roots: readonly ServedRoot[],
  log: Log,
  nowMs: number,
): Promise<void> {
  for (const [setting, key] of [
    ['FILES_FALLBACK', 'fallback'],
    ['FILES_NOT_FOUND', 'notFound'],
  ] as const) {
    const page = roots[0]?.site[key];
    if (page === undefined) continue;
    const found = await Promise.all(roots.map((one) => hasPage(one, page, nowMs)));
    if (!found.includes(true)) log.warn({ setting, page: targetOf(page.path) }, 'no such page');
  }
}

async function hasPage({ root, site }: ServedRoot, page: SitePage, nowMs: number) {
  using found = await openCurrent(root, page.path, { nowMs, look: site.look });
  return found?.entry.kind === 'file';
}
