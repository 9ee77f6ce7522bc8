import type { Profiler } from 'node:inspector';

type Node = Profiler.ProfileNode;

/**
 * Joins CPU profiles of one thread that follow each other into one: functions that were called in the same way share
 * a node, and samples before `sinceUs` are left out.
 *
 * @param sinceUs On the clock of the profiles, in microseconds.
 */
export function joinSlices(slices: readonly Profiler.Profile[], sinceUs: number): Profiler.Profile {
  const tree = createTree();
  const samples: number[] = [];
  const timeDeltas: number[] = [];
  const startTime = Math.max(sinceUs, slices[0]?.startTime ?? sinceUs);
  let lastUs = startTime;
  for (const slice of slices) {
    const ids = tree.add(slice.nodes);
    let atUs = slice.startTime;
    for (const [at, sample] of (slice.samples ?? []).entries()) {
      atUs += slice.timeDeltas?.[at] ?? 0;
      if (atUs < startTime) continue;
      const id = ids.get(sample) ?? ROOT_ID;
      tree.hit(id);
      samples.push(id);
      timeDeltas.push(Math.max(0, atUs - lastUs));
      lastUs = Math.max(lastUs, atUs);
    }
  }
  const endTime = Math.max(lastUs, slices.at(-1)?.endTime ?? lastUs);
  return { nodes: tree.nodes, startTime, endTime, samples, timeDeltas };
}

const ROOT_ID = 1;

function createTree() {
  const nodes: (Node & { hitCount: number; children: number[] })[] = [];
  const known = new Map<string, number>();
  function addNode({ callFrame }: Node, parentId: number): number {
    const { functionName, scriptId, lineNumber, columnNumber } = callFrame;
    const key = `${parentId} ${scriptId}:${lineNumber}:${columnNumber} ${functionName}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const id = nodes.length + ROOT_ID;
    known.set(key, id);
    nodes.push({ id, callFrame, hitCount: 0, children: [] });
    nodes[parentId - ROOT_ID]?.children.push(id);
    return id;
  }
  return {
    nodes,
    /** Adds the nodes of a profile, and returns the id of each of them in this tree. */
    add: (added: readonly Node[]): ReadonlyMap<number, number> => {
      const parents = new Map(
        added.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
      );
      const ids = new Map<number, number>();
      // V8 lists each node after its parent.
      for (const node of added)
        ids.set(node.id, addNode(node, ids.get(parents.get(node.id) ?? 0) ?? 0));
      return ids;
    },
    hit: (id: number): void => {
      const node = nodes[id - ROOT_ID];
      if (node !== undefined) node.hitCount += 1;
    },
  };
}
