import type { Contender, Figures } from './contender.ts';

/** Results of all runs of each contender. */
export type Runs = ReadonlyMap<Contender, readonly Figures[]>;

const MEGABYTE = 1e6;

/** Renders medians as a Markdown table, with their ratios to the reference. */
export function renderTable(runs: Runs, reference: Contender): string {
  const middle = new Map([...runs].map(([contender, figures]) => [contender, median(figures)]));
  const base = middle.get(reference);
  if (base === undefined)
    throw new Error(`Cannot render a table without a run of the reference "${reference.name}"`);
  const rows = [...middle].map(([{ name }, figures]) => renderRow(name, figures, base));
  return [
    '| server | requests per CPU-second | ratio | p99 | memory | ratio | exec to first 200 |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows,
    '',
  ].join('\n');
}

/** Describes how busy the machine was, by getloadavg(3) over one minute: figures of a busy machine mislead. */
export function describeLoad(before: readonly number[], after: readonly number[]): string {
  const [first = NaN] = before;
  const [last = NaN] = after;
  return `Load of the machine: ${first.toFixed(2)} before the run, ${last.toFixed(2)} at its end, its own included.`;
}

function renderRow(name: string, figures: Figures, base: Figures): string {
  const cells = [
    name,
    figures.requestsPerCpuSecond.toFixed(0),
    (figures.requestsPerCpuSecond / base.requestsPerCpuSecond).toFixed(2),
    Number.isNaN(figures.p99Ms) ? 'not measured' : `${figures.p99Ms.toFixed(2)} ms`,
    `${(figures.rssBytes / MEGABYTE).toFixed(0)} MB`,
    (figures.rssBytes / base.rssBytes).toFixed(2),
    `${figures.startMs.toFixed(0)} ms`,
  ];
  return `| ${cells.join(' | ')} |`;
}

function median(runs: readonly Figures[]): Figures {
  const of = (pick: (figures: Figures) => number): number => {
    const sorted = runs.map(pick).sort((a, b) => a - b);
    const [low, high] = [(sorted.length - 1) >> 1, sorted.length >> 1];
    return ((sorted[low] ?? NaN) + (sorted[high] ?? NaN)) / 2;
  };
  return {
    requestsPerCpuSecond: of((run) => run.requestsPerCpuSecond),
    requestsPerSecond: of((run) => run.requestsPerSecond),
    p99Ms: of((run) => run.p99Ms),
    rssBytes: of((run) => run.rssBytes),
    startMs: of((run) => run.startMs),
  };
}
