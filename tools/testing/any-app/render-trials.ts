import { medianOf, type Times } from '../../src/update/node/measure-starts.ts';
import type { Trial } from './try-fixture.ts';

/** A trial, and the times from exec to the first answer of its programs. */
export interface Measured {
  readonly trial: Trial;
  /** Plain Node, binary, image; undefined for a program that was not measured. */
  readonly times: Times | undefined;
}

const HEAD = '| program | answers | bundle | app file | start in ms | licences | what is missing |';
const RULE = '| --- | --- | --- | --- | --- | --- | --- |';

/** Longest reason in the table. */
const REASON_CHARACTERS = 160;

/** Renders the table of docs/any-app.md: one row for each program, and the counts before it. */
export function renderTrials(measured: readonly Measured[]): string {
  const count = (kind: string) =>
    measured.filter(({ trial }) => trial.outcome.kind === kind).length;
  const counts = [
    `${measured.length} programs. Same answers as under plain Node: ${count('same')}.`,
    `The build fails: ${count('refused')}.`,
    `The build succeeds and the answers differ: ${count('different')}.`,
    `Not tried: ${count('untried')}.`,
  ].join(' ');
  return [counts, '', HEAD, RULE, ...measured.map(renderRow)].join('\n');
}

const ANSWERS = {
  same: 'same',
  refused: 'refused',
  different: '**different**',
  untried: 'not tried',
} as const;

function renderRow({ trial, times }: Measured): string {
  const { fixture, outcome, report, bundleBytes, appBytes, refusedLicences } = trial;
  const cells = [
    fixture.title,
    ANSWERS[outcome.kind],
    renderSize(bundleBytes),
    renderSize(appBytes),
    renderTimes(times),
    renderLicences(refusedLicences),
    'reason' in outcome ? renderReason(outcome.reason, report) : '',
  ];
  return `| ${cells.join(' | ')} |`;
}

function renderSize(bytes: number | undefined): string {
  return bytes === undefined ? '' : `${Math.ceil(bytes / 1_000)} kB`;
}

function renderLicences(refused: readonly string[] | undefined): string {
  if (refused === undefined) return '';
  return refused.length === 0 ? 'accepted' : `${refused.length} refused`;
}

/** Medians of binary, image and plain Node. */
function renderTimes(times: Times | undefined): string {
  const [plain, binary, image] = [...(times?.values() ?? [])].map(medianOf);
  if (plain === undefined || binary === undefined || image === undefined) return '';
  return [binary, image, plain].map((ms) => ms.toFixed(0)).join(' / ');
}

/** What a program prints when an error ends it, on a line of its own. */
const ERROR = /^(?:\w*Error|Fault)\b.*$/m;

/** The cause without paths of this machine, and whether the build has warned. */
function renderReason(reason: string, report: readonly string[]): string {
  const [line = ''] = reason.split('\n');
  const [cause] = ERROR.exec(reason) ?? [];
  const isWarmUp = line.startsWith('Cannot take the code cache');
  const said = cause === undefined ? line : isWarmUp ? `warm-up: ${cause}` : `${line}: ${cause}`;
  const shown = said
    .replaceAll(/"?\/\S*\/((?:bundle|node_modules)\/[^\s"]+)"?/g, '$1')
    .replaceAll(/(?:\/[\w.-]+)*\/(?:any-app-\w+|tscratch-any-app)\/?/g, '')
    .replaceAll('|', String.raw`\|`);
  const end = shown.length > REASON_CHARACTERS ? '...' : '';
  const warned = report.length > 0 ? ` (the build names ${countSources(report)})` : '';
  return `${shown.slice(0, REASON_CHARACTERS)}${end}${warned}`;
}

/** What the report lists is indented. */
function countSources(report: readonly string[]): string {
  const count = report.filter((line) => line.startsWith('  ')).length;
  return count === 1 ? '1 place' : `${count} places`;
}

const [BEGIN, END] = ['<!-- begin of the table -->', '<!-- end of the table -->'];

/**
 * Replaces the table of a page.
 *
 * @throws {Error} if the page has no place for it.
 */
export function replaceTable(page: string, table: string): string {
  const [before, rest] = page.split(BEGIN);
  const [, after] = rest?.split(END) ?? [];
  if (before === undefined || after === undefined)
    throw new Error(`Cannot write the table: expected "${BEGIN}" and "${END}" in the page`);
  return `${before}${BEGIN}\n\n${table}\n\n${END}${after}`;
}
