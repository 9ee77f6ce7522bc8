import { Fault } from '../../host/faults/fault.ts';
import type { BundleMap } from './bundle-map.ts';
import { SCRIPT } from './symbolicate-line.ts';

/** A function in a profile of V8; its place counts from 0. */
interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

interface CpuNode {
  readonly callFrame: CallFrame;
  /** Samples by line of the bundle. */
  readonly positionTicks?: unknown;
}

interface HeapNode {
  readonly callFrame: CallFrame;
  readonly children: readonly HeapNode[];
}

type Profile = { readonly nodes: readonly CpuNode[] } | { readonly head: HeapNode };

const OF_PROGRAM = new RegExp(`${SCRIPT}$`);

/**
 * Parses a CPU or heap profile of V8.
 *
 * @returns Undefined for any other text, also for a line of a log.
 * @throws {Fault} `PROFILE_KIND` for a heap snapshot, which has no such places.
 * @see https://chromedevtools.github.io/devtools-protocol/v8/Profiler/#type-Profile
 */
export function parseProfile(text: string): Profile | undefined {
  if (/^\s*\{\s*"snapshot"\s*:/.test(text))
    throw new Fault('PROFILE_KIND', { kind: 'a heap snapshot' });
  if (!text.includes('"callFrame"')) return undefined;
  try {
    const json = JSON.parse(text) as object;
    return 'nodes' in json || 'head' in json ? (json as Profile) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Maps the functions of a profile to their sources. Nodes lose `positionTicks`: several lines of the sources are in one
 * line of a bundle, which is all that these name.
 */
export function symbolicateProfile(profile: Profile, map: BundleMap): Profile {
  if ('head' in profile) return { ...profile, head: mapHeap(profile.head, map) };
  const nodes = profile.nodes.map((node) => {
    const callFrame = mapFrame(node.callFrame, map);
    return {
      ...node,
      callFrame,
      ...(callFrame !== node.callFrame && { positionTicks: undefined }),
    };
  });
  return { ...profile, nodes };
}

function mapHeap(node: HeapNode, map: BundleMap): HeapNode {
  const children = node.children.map((child) => mapHeap(child, map));
  return { ...node, callFrame: mapFrame(node.callFrame, map), children };
}

function mapFrame(frame: CallFrame, map: BundleMap): CallFrame {
  const { url, lineNumber, columnNumber, functionName } = frame;
  const isWholeScript = lineNumber === 0 && columnNumber === 0;
  if (!OF_PROGRAM.test(url) || isWholeScript) return frame;
  const origin = map.find({ line: lineNumber, column: columnNumber }, functionName.length);
  if (origin === undefined) return frame;
  const { source, line, column } = origin;
  return { ...frame, url: source, lineNumber: line, columnNumber: column };
}
