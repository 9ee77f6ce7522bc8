import type { Profiler } from 'node:inspector';
import type { HeapProfile, HeapProfileNode } from './capture-profile.ts';

/** The profile of one thread. */
export interface ThreadProfile<Profile> {
  /** Name of the function that is the thread's root in the merged profile. */
  readonly name: string;
  readonly profile: Profile;
}

/** Id of the root; those of the threads' nodes follow. */
const ROOT_ID = 1;

/** What the tree of a profile begins with. */
export const ROOT_FRAME = {
  functionName: '(root)',
  scriptId: '0',
  url: '',
  lineNumber: -1,
  columnNumber: -1,
};

/**
 * Merges the CPU profiles of several threads into one, in which a function with the name of the thread calls all of
 * its functions. A `.cpuprofile` has one time line, on which the threads follow each other.
 */
export function mergeCpuProfiles(
  profiles: readonly ThreadProfile<Profiler.Profile>[],
): Profiler.Profile {
  const parts = placeEach(profiles, ({ nodes }) =>
    nodes.reduce((max, { id }) => Math.max(max, id), 0),
  );
  const threads = parts.map(({ name, offset, profile: { nodes } }) => ({
    ids: nodes.slice(0, 1).map(({ id }) => id + offset), // V8 lists the root first
    nodes: nodes.map((node, at) => moveNode(node, offset, at === 0 ? name : undefined)),
  }));
  const children = threads.flatMap(({ ids }) => ids);
  return {
    nodes: [
      { id: ROOT_ID, callFrame: ROOT_FRAME, hitCount: 0, children },
      ...threads.flatMap(({ nodes }) => nodes),
    ],
    samples: parts.flatMap(({ offset, profile: { samples = [] } }) =>
      samples.map((id) => id + offset),
    ),
    timeDeltas: joinTimes(profiles.map(({ profile }) => profile)),
    startTime: 0,
    endTime: profiles.reduce((sum, { profile }) => sum + durationUsOf(profile), 0),
  };
}

/** Merges heap profiles in the same way. */
export function mergeHeapProfiles(profiles: readonly ThreadProfile<HeapProfile>[]): HeapProfile {
  const parts = placeEach(profiles, ({ head }) => maxIdOf(head));
  const samples = parts.flatMap(({ offset, profile }) =>
    profile.samples.map((sample) => ({ ...sample, nodeId: sample.nodeId + offset })),
  );
  return {
    head: {
      id: ROOT_ID,
      callFrame: ROOT_FRAME,
      selfSize: 0,
      children: parts.map(({ name, offset, profile: { head } }) => moveTree(head, offset, name)),
    },
    samples: samples.map((sample, at) => ({ ...sample, ordinal: at + 1 })), // unique in a profile
  };
}

/** Adds to each profile the number that its ids grow by, so that all are different. */
function placeEach<Profile>(
  profiles: readonly ThreadProfile<Profile>[],
  maxId: (profile: Profile) => number,
): readonly (ThreadProfile<Profile> & { readonly offset: number })[] {
  let next = ROOT_ID;
  return profiles.map((part) => {
    const offset = next;
    next += maxId(part.profile);
    return { ...part, offset };
  });
}

function moveNode(
  { id, callFrame, children, ...node }: Profiler.ProfileNode,
  offset: number,
  name: string | undefined,
): Profiler.ProfileNode {
  return {
    ...node,
    id: id + offset,
    callFrame: name === undefined ? callFrame : { ...callFrame, functionName: name },
    ...(children !== undefined && { children: children.map((child) => child + offset) }),
  };
}

function moveTree(
  { id, callFrame, children, ...node }: HeapProfileNode,
  offset: number,
  name?: string,
): HeapProfileNode {
  return {
    ...node,
    id: id + offset,
    callFrame: name === undefined ? callFrame : { ...callFrame, functionName: name },
    children: children.map((child) => moveTree(child, offset)),
  };
}

function maxIdOf({ id, children }: HeapProfileNode): number {
  return Math.max(id, ...children.map(maxIdOf));
}

function durationUsOf({ startTime, endTime }: Profiler.Profile): number {
  return endTime - startTime;
}

/** Joins the times between samples; those from the last sample of a profile to its end go to the next sample. */
function joinTimes(profiles: readonly Profiler.Profile[]): number[] {
  let restUs = 0;
  return profiles.flatMap((profile) => {
    const deltas = [...(profile.timeDeltas ?? [])];
    const sampledUs = deltas.reduce((sum, deltaUs) => sum + deltaUs, 0);
    const beforeUs = restUs;
    const leftUs = Math.max(0, durationUsOf(profile) - sampledUs);
    restUs = deltas.length === 0 ? restUs + leftUs : leftUs;
    return deltas.map((deltaUs, at) => (at === 0 ? beforeUs + deltaUs : deltaUs));
  });
}
