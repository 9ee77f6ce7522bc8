import type {
  HeapProfile,
  HeapProfileNode,
} from '../src/management/diagnostics/capture-profile.ts';
import type { Profiler } from 'node:inspector';

/**
 * Finds problems of a `.cpuprofile` for its readers: Chromium's DevTools and speedscope build the tree
 * from `children`, look up each sample in it, and sum `timeDeltas`. Type Profile of the DevTools Protocol.
 */
export function cpuProfileProblems(profile: Profiler.Profile): readonly string[] {
  const { nodes, samples = [], timeDeltas = [], startTime, endTime } = profile;
  const ids = new Set(nodes.map(({ id }) => id));
  const children = nodes.flatMap((node) => node.children ?? []);
  const roots = [...ids].filter((id) => !children.includes(id));
  return [
    ...(ids.size === nodes.length ? [] : ['two nodes have one id']),
    ...(new Set(children).size === children.length ? [] : ['a node has two parents']),
    ...(roots.length === 1 ? [] : [`${roots.length} roots`]),
    ...children.filter((id) => !ids.has(id)).map((id) => `no node ${id}, a child`),
    ...samples.filter((id) => !ids.has(id)).map((id) => `no node ${id}, a sample`),
    ...(samples.length > 0 ? [] : ['no samples']),
    ...(samples.length === timeDeltas.length ? [] : ['not a time for each sample']),
    ...(startTime <= endTime ? [] : ['ends before its start']),
    ...nodes.flatMap(({ callFrame }) => callFrameProblems(callFrame)),
  ];
}

type CallFrame = Profiler.Profile['nodes'][number]['callFrame'];

/** Finds problems of a `.heapprofile` for its readers. */
export function heapProfileProblems(profile: HeapProfile): readonly string[] {
  const nodes = flatten(profile.head);
  const ids = new Set(nodes.map(({ id }) => id));
  return [
    ...(ids.size === nodes.length ? [] : ['two nodes have one id']),
    ...profile.samples
      .filter(({ nodeId }) => !ids.has(nodeId))
      .map(({ nodeId }) => `no node ${nodeId}, a sample`),
    ...nodes.filter(({ selfSize }) => !(selfSize >= 0)).map(({ id }) => `no size of node ${id}`),
    ...nodes.flatMap(({ callFrame }) => callFrameProblems(callFrame)),
  ];
}

/** Returns all nodes of a heap profile. */
export function flatten(node: HeapProfileNode): readonly HeapProfileNode[] {
  return [node, ...node.children.flatMap(flatten)];
}

function callFrameProblems(frame: CallFrame): string[] {
  const texts = [frame.functionName, frame.scriptId, frame.url];
  const numbers = [frame.lineNumber, frame.columnNumber];
  const isWhole =
    texts.every((value) => typeof value === 'string') && numbers.every(Number.isInteger);
  return isWhole ? [] : [`not a call frame: ${JSON.stringify(frame)}`];
}
