import { mergeCalls, type Call, type CallFrame, type Frame, type FrameOptions } from './frame.ts';

/** Parses a profile, or throws an error that says what is wrong with it. */
export type ParseProfile = (text: string, options: FrameOptions) => Frame;

/** A .cpuprofile of V8. */
interface CpuProfile {
  readonly nodes: readonly CpuNode[];
  readonly samples?: readonly number[];
  /** Microseconds from the sample before. */
  readonly timeDeltas?: readonly number[];
}

interface CpuNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly hitCount?: number;
  readonly children?: readonly number[];
}

/**
 * Parses a CPU profile into frames in microseconds.
 *
 * @see https://chromedevtools.github.io/devtools-protocol/v8/Profiler/#type-Profile
 */
export function parseCpuProfile(text: string, options: FrameOptions): Frame {
  const profile = parseObject(text) as CpuProfile;
  const [root] = isList(profile.nodes) ? profile.nodes : [];
  if (root === undefined || !('callFrame' in root))
    throw new Error('This is no CPU profile: expected an object with "nodes"');
  const nodes = new Map(profile.nodes.map((node) => [node.id, node]));
  const selfOf = measureNodes(profile);
  const callOf = ({ id, callFrame, children = [] }: CpuNode): Call => ({
    callFrame,
    self: selfOf.get(id) ?? 0,
    children: children.flatMap((child) => nodes.get(child) ?? []).map(callOf),
  });
  return mergeCalls(callOf(root), options);
}

function isList(nodes: unknown): nodes is readonly CpuNode[] {
  return Array.isArray(nodes);
}

/** Returns the microseconds in each node: a sample lasts until the next one. */
function measureNodes({ samples = [], timeDeltas = [] }: CpuProfile): ReadonlyMap<number, number> {
  const selfOf = new Map<number, number>();
  samples.forEach((id, at) => {
    const durationUs = Math.max(0, timeDeltas[at + 1] ?? 0); // V8 may report samples out of order
    selfOf.set(id, (selfOf.get(id) ?? 0) + durationUs);
  });
  return selfOf;
}

interface HeapNode {
  readonly callFrame: CallFrame;
  readonly selfSize: number;
  readonly children?: readonly HeapNode[];
}

/**
 * Parses a sampling heap profile into frames in bytes.
 *
 * @see https://chromedevtools.github.io/devtools-protocol/v8/HeapProfiler/#type-SamplingHeapProfile
 */
export function parseHeapProfile(text: string, options: FrameOptions): Frame {
  const { head } = parseObject(text) as { readonly head?: HeapNode };
  if (head?.callFrame === undefined)
    throw new Error('This is no heap profile: expected an object with "head"');
  const callOf = ({ callFrame, selfSize, children = [] }: HeapNode): Call => ({
    callFrame,
    self: selfSize,
    children: children.map(callOf),
  });
  return mergeCalls(callOf(head), options);
}

function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // the sentence below says it, too
  }
  throw new Error('This is no profile: expected JSON');
}
