import { Fault } from '../../host/faults/fault.ts';
import { compareNodeReleases, isNodeRelease, parseNodeRelease } from './node-release.ts';

export interface Choice {
  /** The release that is locked now. */
  readonly current: string;
  /** What `--release` says; undefined for the newest. */
  readonly asked: string | undefined;
  /** What the registry has, by the package of each processor. */
  readonly published: ReadonlyMap<string, readonly string[]>;
}

/**
 * Chooses the release to move to: the one asked for, wherever it leads, else the newest of the line
 * that every processor has.
 *
 * @throws {Fault} `NODE_RELEASE`, `NODE_RELEASE_PARTIAL`, `NODE_OLDER`.
 */
export function chooseRelease({ current, asked, published }: Choice): string {
  const newest = findNewest(asked ?? current, published);
  if (asked !== undefined) return checkAsked(asked, newest, published);
  if (newest === undefined) return checkAsked(current, newest, published);
  if (compareNodeReleases(newest, current) < 0) throw new Fault('NODE_OLDER', { current, newest });
  return newest;
}

/** What there is to say where the choice is the release that is locked now. */
export function renderUpToDate(current: string, asked: Choice['asked']): string {
  return asked === undefined
    ? `Node ${current} is pinned, and the registry has no newer one of its line for both processors`
    : `Node ${current} is pinned already`;
}

/** The newest release of the same major that all have. */
function findNewest(of: string, published: Choice['published']): string | undefined {
  const [major] = parseNodeRelease(of);
  const [first = [], ...others] = published.values();
  return first
    .filter((release) => isNodeRelease(release) && parseNodeRelease(release)[0] === major)
    .filter((release) => others.every((releases) => releases.includes(release)))
    .toSorted(compareNodeReleases)
    .at(-1);
}

function checkAsked(
  release: string,
  newest: string | undefined,
  published: Choice['published'],
): string {
  const lacking = [...published].filter(([, releases]) => !releases.includes(release));
  const missing = lacking.map(([name]) => name);
  if (missing.length > 0) throw new Fault('NODE_RELEASE_PARTIAL', { release, missing, newest });
  return release;
}
