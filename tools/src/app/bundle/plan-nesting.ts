import type { Metafile } from 'esbuild';

/** The modules of a bundle that nothing reaches but an import() of the first of them. */
export interface Nest {
  /** Key of the module that is imported. */
  readonly head: string;
  /** Keys of the modules, with those of the nests inside. */
  readonly modules: ReadonlySet<string>;
}

/** What an import says, and where it stands. */
interface Arrow {
  readonly from: string;
  readonly isDynamic: boolean;
}

/** Modules in the order in which a depth-first walk leaves them, last first, and the imports of each. */
interface Graph {
  readonly order: readonly string[];
  readonly arrows: ReadonlyMap<string, readonly Arrow[]>;
}

/**
 * Plans which modules of a bundle can have a scope of their own: all ways from the entry point to them go through an
 * import() of their head, so that no other module names what they declare. Two nests are disjoint, or one is
 * inside the other.
 */
export function planNesting({ inputs }: Pick<Metafile, 'inputs'>, entry: string): readonly Nest[] {
  const graph = readGraph(inputs, entry);
  const members = listDominated(graph, findDominators(graph));
  return graph.order.flatMap((head) => {
    const modules = members.get(head) ?? new Set();
    const arrows = graph.arrows.get(head) ?? [];
    const isNest = arrows.every(({ from, isDynamic }) => isDynamic || modules.has(from));
    return head !== entry && isNest ? [{ head, modules }] : [];
  });
}

function readGraph(inputs: Metafile['inputs'], entry: string): Graph {
  const arrows = new Map<string, readonly Arrow[]>([[entry, []]]);
  const order: string[] = [];
  const visit = (from: string): void => {
    for (const { path, kind, external } of inputs[from]?.imports ?? []) {
      if (external === true || !(path in inputs)) continue;
      const known = arrows.get(path);
      const arrow = { from, isDynamic: kind === 'dynamic-import' };
      arrows.set(path, [...(known ?? []), arrow]);
      if (!known) visit(path);
    }
    order.push(from);
  };
  visit(entry);
  return { order: order.reverse(), arrows };
}

/**
 * Finds the immediate dominator of each module: the last one that all ways to it have in common.
 *
 * @see K. Cooper, T. Harvey, K. Kennedy, "A Simple, Fast Dominance Algorithm", 2001
 */
function findDominators({ order, arrows }: Graph): ReadonlyMap<string, string> {
  const places = new Map(order.map((key, place) => [key, place]));
  const placeOf = (key: string): number => places.get(key) ?? 0;
  const [entry = '', ...others] = order;
  const dominators = new Map([[entry, entry]]);
  const meet = (one: string, other: string): string => {
    if (one === other) return one;
    const [near, far] = placeOf(one) < placeOf(other) ? [one, other] : [other, one];
    return meet(near, dominators.get(far) ?? entry);
  };
  const improve = (key: string): boolean => {
    const known = (arrows.get(key) ?? [])
      .map(({ from }) => from)
      .filter((from) => dominators.has(from));
    const found = known.reduce(meet);
    if (found === dominators.get(key)) return false;
    dominators.set(key, found);
    return true;
  };
  while (others.filter(improve).length > 0);
  return dominators;
}

/** Lists the modules that each module dominates, itself among them. */
function listDominated(
  { order }: Graph,
  dominators: ReadonlyMap<string, string>,
): ReadonlyMap<string, ReadonlySet<string>> {
  const members = new Map(order.map((key) => [key, new Set([key])]));
  for (const key of order.toReversed()) {
    const dominator = dominators.get(key);
    if (dominator === undefined || dominator === key) continue;
    for (const member of members.get(key) ?? []) members.get(dominator)?.add(member);
  }
  return members;
}
