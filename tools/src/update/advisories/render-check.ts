import { renderTable } from '../../host/render-table.ts';
import type { NodeLock } from '../../node/archive/node-lock.ts';
import { compareNodeReleases } from '../../node/pin/node-release.ts';
import type { Advisory } from '../../attestation/vex/parse-advisories.ts';

/** The pinned release, and the advisories that it does not fix, the most severe first. */
export interface Pinned {
  readonly lock: NodeLock;
  readonly open: readonly Advisory[];
}

/** Renders the pinned release and the open advisories, for which no network is needed. */
export function renderOpen({ lock, open }: Pinned): string {
  const source = lock.archives === undefined ? 'from npm' : 'from official archives';
  const title = `Node ${lock.version} of ${lock.released}, ${source}`;
  if (open.length === 0) return `${title}\nNo advisory of tools/node/advisories.json is open`;
  const rows = open.map(({ severity, id, fixedIn, summary }) => [severity, id, fixedIn, summary]);
  return `${title}\n${renderTable([['severity', 'advisory', 'fixed in', 'summary'], ...rows], 4)}`;
}

/**
 * Renders what npm has, and the next step if there is one.
 *
 * @param newest Newest release of the same major version that npm has for both processors; undefined if
 *   none.
 */
export function renderNext(
  { lock: { version }, open }: Pinned,
  newest: string | undefined,
): string {
  const found = `npm has ${newest ?? 'none'} as the newest of this line for both processors`;
  const fix = findFix(open) ?? version;
  if (newest !== undefined && compareNodeReleases(newest, fix) >= 0)
    return compareNodeReleases(newest, version) > 0
      ? `${found}\nNext: npx nx run tools:update-node, which moves to ${newest}`
      : found;
  return fix === version
    ? found
    : `${found}\nNext: npm does not have ${fix}; download its archives and use --archive, see docs/releasing.md`;
}

/** Returns whether an advisory must not wait. */
export function isUrgent({ severity }: Advisory): boolean {
  return severity === 'Critical' || severity === 'High';
}

/** Returns the oldest release that fixes all advisories; undefined if there are none. */
export function findFix(advisories: readonly Advisory[]): string | undefined {
  return advisories
    .map(({ fixedIn }) => fixedIn)
    .toSorted(compareNodeReleases)
    .at(-1);
}
