import type { Frame } from './frame.ts';

/** What a function used wherever it was called. */
export interface FunctionUse {
  readonly name: string;
  readonly place: string;
  readonly self: number;
  /** With all that it called; a recursive call counts once. */
  readonly total: number;
}

/** Lists the functions below a frame with what they used. */
export function listFunctions(root: Frame): readonly FunctionUse[] {
  const uses = new Map<string, { name: string; place: string; self: number; total: number }>();
  const running = new Set<string>();
  const add = (frame: Frame): void => {
    const { name, place, self, total, children } = frame;
    const key = `${name} ${place}`;
    const use = uses.get(key) ?? { name, place, self: 0, total: 0 };
    const isOutermost = !running.has(key);
    uses.set(key, use);
    use.self += self;
    if (isOutermost) use.total += total;
    running.add(key);
    for (const child of children) add(child);
    if (isOutermost) running.delete(key);
  };
  for (const child of root.children) add(child);
  return [...uses.values()];
}

/** Says whether a function is searched for. */
export type Search = (named: Pick<Frame, 'name' | 'place'>) => boolean;

/** Returns the function that says whether a frame is searched for; undefined for an empty search. */
export function createSearch(text: string): Search | undefined {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return undefined;
  return ({ name, place }) => `${name} ${place}`.toLowerCase().includes(wanted);
}

/** Adds up what the found frames used with all that they called; a frame below a found one is part of it. */
export function sumFound(root: Frame, isFound: (frame: Frame) => boolean): number {
  if (isFound(root)) return root.total;
  return root.children.reduce((sum, child) => sum + sumFound(child, isFound), 0);
}
