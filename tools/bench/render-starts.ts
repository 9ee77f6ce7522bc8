import { medianOf } from '../src/update/node/measure-starts.ts';
import type { StartFigures } from './measure-start.ts';

const MEGABYTE = 1e6;

/** All starts of each contender, by its name. */
export type Starts = ReadonlyMap<string, readonly StartFigures[]>;

/** Renders medians as a Markdown table, the times with their ratios to the first contender. */
export function renderStarts(starts: Starts): string {
  const rows = [...starts].map(([name, figures]) => ({ name, ...medianOfEach(figures) }));
  const base = rows[0];
  const time = (of: 'wallMs' | 'mainThreadMs' | 'wholeMs', row: StartFigures): string =>
    `${row[of].toFixed(0)} ms | ${(row[of] / (base?.[of] ?? NaN)).toFixed(2)}`;
  const memory = (bytes: number): string => `${(bytes / MEGABYTE).toFixed(1)} MB`;
  return [
    '| server | exec to first 200 | ratio | main thread | ratio | all threads after 0.5 s | ratio | anonymous | resident |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    ...rows.map(
      (row) =>
        `| ${row.name} | ${time('wallMs', row)} | ${time('mainThreadMs', row)} | ${time('wholeMs', row)} ` +
        `| ${memory(row.anonymousBytes)} | ${memory(row.residentBytes)} |`,
    ),
    '',
  ].join('\n');
}

function medianOfEach(figures: readonly StartFigures[]): StartFigures {
  const of = (pick: (one: StartFigures) => number): number => medianOf(figures.map(pick));
  return {
    wallMs: of(({ wallMs }) => wallMs),
    mainThreadMs: of(({ mainThreadMs }) => mainThreadMs),
    wholeMs: of(({ wholeMs }) => wholeMs),
    anonymousBytes: of(({ anonymousBytes }) => anonymousBytes),
    residentBytes: of(({ residentBytes }) => residentBytes),
  };
}
