import type { Condition } from './condition.ts';
import { renderMarkdownTable, transpose, type MarkdownTable } from './markdown-table.ts';

/** A file of a build: its path in the workspace, its size and digest. */
export interface BuiltFile {
  readonly path: string;
  readonly sizeBytes: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

export interface Proof {
  readonly name: string;
  readonly revision: string | undefined;
  readonly epochSeconds: number;
  readonly nodeVersion: string;
  /** Name and ID of the builder image; undefined if no container was run. */
  readonly builder: string | undefined;
  readonly conditions: readonly Condition[];
  /** Files of the first build, or the file to compare with. */
  readonly files: readonly BuiltFile[];
  /** Paths that differ in any build, including files that the first build lacks. */
  readonly differing: readonly string[];
  /** A sentence for each property that is not verified. */
  readonly gaps: readonly string[];
}

/** With more builds than this, each build is a row. */
const MOST_COLUMNS = 3;

/**
 * Renders the proof as Markdown, to be pasted into an issue. Nx removes empty lines from the output of a
 * target, so a heading, not only an empty line, must end each table.
 */
export function renderProof(proof: Proof): string {
  return [
    `### ${renderVerdict(proof)}`,
    renderOrigin(proof),
    '#### Conditions',
    renderMarkdownTable(tabulateConditions(proof.conditions)),
    '#### Files',
    renderMarkdownTable(tabulateFiles(proof)),
    ...(proof.gaps.length === 0 ? [] : ['#### Not shown', proof.gaps.join('\n')]),
  ].join('\n\n');
}

function renderOrigin({ revision, epochSeconds, nodeVersion, builder }: Proof): string {
  const isDirty = revision?.endsWith('-dirty') === true;
  const commit = revision === undefined ? 'none: no repository' : revision.replace(/-dirty$/, '');
  return renderMarkdownTable([
    ['made from', ''],
    ['revision', isDirty ? `${commit}, with uncommitted changes` : commit],
    ['SOURCE_DATE_EPOCH', String(epochSeconds)],
    ['Node', nodeVersion],
    ['builder image', builder ?? 'none: no container was run'],
  ]);
}

const CONDITION_ROWS: readonly (keyof Condition)[] = [
  'name',
  'place',
  'folder',
  'home',
  'user',
  'umask',
  'timeZone',
  'locale',
  'hostName',
  'cores',
  'order',
  'clock',
  'processor',
  'noise',
];

/** Tabulates what differs: one column for each build, or one row if there are many. */
function tabulateConditions(conditions: readonly Condition[]): MarkdownTable {
  const rows = CONDITION_ROWS.map((key) => [
    key === 'name' ? 'build' : key.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`),
    ...conditions.map((condition) => renderCell(condition[key])),
  ]);
  const changing = rows.filter(([, ...cells]) => new Set(cells).size > 1 || cells.length === 1);
  return conditions.length > MOST_COLUMNS ? transpose(changing) : changing;
}

function renderCell(value: string | readonly string[]): string {
  return typeof value === 'string' ? value : value.join(' ') || 'none';
}

function tabulateFiles({ files, differing }: Proof): MarkdownTable {
  const rows = files.map(({ path, sizeBytes, sha256 }) => {
    const verdict = differing.includes(path) ? 'differs' : 'same';
    return [path, String(sizeBytes), sha256, verdict];
  });
  const known = new Set(files.map(({ path }) => path));
  const others = differing.filter((path) => !known.has(path));
  return [
    ['file', 'bytes', 'sha256', ''],
    ...rows,
    ...others.map((path) => [path, '', '', 'differs']),
  ];
}

function renderVerdict({ name, conditions, files, differing }: Proof): string {
  const count = new Set([...files.map(({ path }) => path), ...differing]).size;
  const builds = conditions.length === 1 ? '1 build' : `${conditions.length} builds`;
  return differing.length === 0
    ? `${name}: the same bytes in ${count} of ${count} files, ${builds}`
    : `${name}: ${differing.length} of ${count} files differ, ${builds}`;
}
