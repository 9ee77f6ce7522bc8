import { Fault } from '../../host/faults/fault.ts';
import {
  compareNodeReleases,
  isNodeRelease,
  parseNodeRelease,
} from '../../node/pin/node-release.ts';

export interface Choice {
  /** The release that is locked at present. */
  readonly current: string;
  /** Value of `--release`; undefined for the newest. */
  readonly requested: string | undefined;
  /** Releases in the registry, by the package of each processor. */
  readonly published: ReadonlyMap<string, readonly string[]>;
}

/**
 * Chooses the release to move to: the requested one, whatever it is, else the newest of the same major
 * version that every processor has.
 *
 * @throws {Fault} `NODE_RELEASE`, `NODE_RELEASE_PARTIAL`, `NODE_OLDER`.
 */
export function chooseRelease({ current, requested, published }: Choice): string {
  const newest = findNewest(requested ?? current, published);
  if (requested !== undefined) return checkPublished(requested, newest, published);
  if (newest === undefined) return checkPublished(current, newest, published);
  if (compareNodeReleases(newest, current) < 0) throw new Fault('NODE_OLDER', { current, newest });
  return newest;
}

/** Renders the message if the chosen release is already locked. */
export function renderUpToDate(current: string, requested: Choice['requested']): string {
  return requested === undefined
    ? `Node ${current} is pinned, and the registry has no newer one of its line for both processors`
    : `Node ${current} is pinned already`;
}

/** Finds the newest release of the same major version that all packages have. */
export function findNewest(of: string, published: Choice['published']): string | undefined {
  const [major] = parseNodeRelease(of);
  const [first = [], ...others] = published.values();
  return first
    .filter((release) => isNodeRelease(release) && parseNodeRelease(release)[0] === major)
    .filter((release) => others.every((releases) => releases.includes(release)))
    .toSorted(compareNodeReleases)
    .at(-1);
}

function checkPublished(
  release: string,
  newest: string | undefined,
  published: Choice['published'],
): string {
  const lacking = [...published].filter(([, releases]) => !releases.includes(release));
  const missing = lacking.map(([name]) => name);
  if (missing.length > 0) throw new Fault('NODE_RELEASE_PARTIAL', { release, missing, newest });
  return release;
}
