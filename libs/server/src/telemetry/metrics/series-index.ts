import type { Attributes } from './metrics.ts';

/** The series of one instrument, found by their attributes without building a text of them. */
export interface SeriesIndex<Series> {
  /** Returns the series of some attributes, in whatever order they are; undefined if none was added. */
  readonly find: (attributes: Attributes) => Series | undefined;
  /** Adds the series of attributes that have none yet. */
  readonly add: (attributes: Attributes, series: Series) => void;
}

/** One step for each attribute: by its name, then by its value. */
interface Step<Series> {
  series: Series | undefined;
  readonly next: Map<string, Map<string, Step<Series>>>;
}

/**
 * Creates an empty index: a tree in which a series is found by one path for each order of its attributes
 * that was used. The path in alphabetical order always exists; others are learnt when they are first used.
 *
 * @param maxLearnt Most paths that are learnt. A series whose order was not learnt costs one sort more.
 */
export function createSeriesIndex<Series>(maxLearnt: number): SeriesIndex<Series> {
  const root = createStep<Series>();
  let learntCount = 0;
  function learn(names: readonly string[], attributes: Attributes): Series | undefined {
    const { series } = walk(root, names.toSorted(), attributes) ?? {};
    if (series === undefined || learntCount >= maxLearnt) return series;
    learntCount += 1;
    pave(root, names, attributes).series = series;
    return series;
  }
  return {
    find: (attributes) => {
      const names = Object.keys(attributes);
      return walk(root, names, attributes)?.series ?? learn(names, attributes);
    },
    add: (attributes, series) => {
      pave(root, Object.keys(attributes).sort(), attributes).series = series;
    },
  };
}

function createStep<Series>(): Step<Series> {
  return { series: undefined, next: new Map() };
}

/** Returns the last step of a path; undefined if there is no such path. */
function walk<Series>(
  root: Step<Series>,
  names: readonly string[],
  attributes: Attributes,
): Step<Series> | undefined {
  let step: Step<Series> | undefined = root;
  for (const name of names) {
    step = step.next.get(name)?.get(attributes[name] as string);
    if (step === undefined) return undefined;
  }
  return step;
}

/** Returns the last step of a path, creating the steps that are missing. */
function pave<Series>(
  root: Step<Series>,
  names: readonly string[],
  attributes: Attributes,
): Step<Series> {
  let step = root;
  for (const name of names) {
    const value = attributes[name] as string;
    const byValue = step.next.get(name) ?? new Map<string, Step<Series>>();
    const next = byValue.get(value) ?? createStep<Series>();
    step.next.set(name, byValue.set(value, next));
    step = next;
  }
  return step;
}
