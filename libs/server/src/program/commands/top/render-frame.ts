import { drawBars, fit } from './cells.ts';
import { describeFigures } from './figures.ts';
import { formatCount, formatMs, formatUptime } from './format.ts';
import {
  SHOWN_SECONDS,
  type Flight,
  type Overview,
  type RequestUnderWay,
  type RouteFigures,
} from './overview.ts';

/** Where a frame is shown. */
export interface Canvas {
  readonly columns: number;
  readonly rows: number;
  readonly isColoured: boolean;
}

/** Columns of a label, of its value, and of both with the space after them. */
const LABEL = 11;
const VALUE = 8;
const FIGURE = LABEL + VALUE + 2;
/** Fewest rows for each figure in a line of its own. */
const TALL = 20;
/** Fewest seconds from which a current value is taken. */
const LEAST_SECONDS = 10;
const LEAST_COLUMNS = 20;
/** Columns of one number in a table. */
const NUMBER = 9;
/** Fewest columns for all columns of a table. */
const WIDE = 60;

/** Parameters of "select graphic rendition": ECMA-48, section 8.3.117. */
const STYLE = { bold: '1', dim: '2', red: '31', green: '32', yellow: '33', cyan: '36' } as const;
type Paint = (text: string, style: keyof typeof STYLE) => string;

/** Renders an overview in at most the rows of the canvas, each in at most its columns; a narrower terminal cuts 20. */
export function renderFrame(overview: Overview, canvas: Canvas): readonly string[] {
  const { rows, isColoured } = canvas;
  const columns = Math.max(LEAST_COLUMNS, canvas.columns);
  const paint: Paint = (text, style) =>
    isColoured && text !== '' ? `\u001b[${STYLE[style]}m${text}\u001b[m` : text;
  const pen = { columns, isTall: rows >= TALL, paint };
  const { flight, requests = [] } = overview;
  const head = [
    renderTitle(overview, pen),
    ...renderNotes(overview, pen),
    ...(flight === undefined ? [] : renderFigures(flight, pen)),
  ];
  const tables = [renderRoutes(flight?.routes ?? [], columns), renderRequests(requests, columns)];
  return [...head, ...fitTables(tables, rows - head.length, pen)].slice(0, rows);
}

/** Shows as much of both tables as there are rows; half of them each, and what one does not need to the other. */
function fitTables(
  tables: readonly (readonly string[])[],
  rows: number,
  { isTall, paint }: Pen,
): string[] {
  const space = isTall ? [''] : [];
  const [routes = 0, requests = 0] = tables.map((table) =>
    table.length === 1 ? 0 : table.length + space.length,
  );
  const ofRoutes = Math.min(routes, Math.max(Math.ceil(rows / 2), rows - requests));
  const sizes = [ofRoutes, Math.min(requests, rows - ofRoutes)];
  return tables.flatMap(([heading = '', ...lines], index) => {
    const count = (sizes[index] ?? 0) - space.length - 1;
    return count < 1 ? [] : [...space, paint(heading, 'dim'), ...lines.slice(0, count)];
  });
}

/** What the parts of a frame are rendered with. */
interface Pen {
  readonly columns: number;
  readonly isTall: boolean;
  readonly paint: Paint;
}

function renderTitle({ name, health, flight }: Overview, { columns, paint }: Pen): string {
  const { status, version, phase, threads } = health;
  const facts = [
    ...(flight === undefined ? [] : [`up ${formatUptime(secondsOf(flight))}`]),
    ...(threads === undefined ? [] : [`${threads.length} threads`]),
  ].join(', ');
  const program = `${name} ${version}`;
  const width = Math.min(program.length, Math.max(0, columns - phase.length - 2));
  const rest = columns - width - phase.length - 4;
  const state = paint(fit(phase, phase.length), STATES[status] ?? 'red');
  return `${paint(fit(program, width), 'bold')}  ${state}  ${fit(facts, rest)}`.trimEnd();
}

const STATES: Readonly<Record<string, keyof typeof STYLE>> = { pass: 'green', warn: 'yellow' };

function secondsOf({ now, startedAt }: Flight): number {
  return (Date.parse(now) - Date.parse(startedAt)) / 1_000;
}

/** What is wrong, one line each. */
function renderNotes({ health, flight, notes }: Overview, { columns, paint }: Pen): string[] {
  const failing = Object.entries(health.checks).flatMap(([name, checks]) =>
    checks
      .filter(({ status }) => status !== 'pass' && !OF_PHASE.has(name))
      .map(({ status, output }) => `${name}: ${output ?? status}`),
  );
  const stalls = (flight?.stalls ?? []).filter(({ time }) => ageOf(time, flight) < STALL_SHOWN_MS);
  const stalled = stalls
    .slice(0, 1)
    .map(({ time, durationMs }) => `stalled for ${formatMs(durationMs)} at ${time.slice(11, 19)}`);
  return [...failing, ...stalled, ...notes].map((note) => paint(fit(note, columns), 'yellow'));
}

/** Checks that say the same as the phase. */
const OF_PHASE: ReadonlySet<string> = new Set(['phase', 'started']);
/** How long a stall is mentioned. */
const STALL_SHOWN_MS = 300_000;

function ageOf(time: string, flight: Flight | undefined): number {
  return flight === undefined ? 0 : Date.parse(flight.now) - Date.parse(time);
}

/** One figure a line with its values by second, or several a line without them. */
function renderFigures(flight: Flight, { columns, isTall, paint }: Pen): string[] {
  const bars = isTall ? Math.min(SHOWN_SECONDS, columns - FIGURE) : 0;
  const figures = describeFigures(flight, Math.max(bars, LEAST_SECONDS));
  const cells = figures.map(({ label, value, values }) => {
    const cell = `${paint(fit(label, LABEL), 'dim')}${fit(value, VALUE, 'right')}`;
    return isTall && bars > 0 ? `${cell}  ${paint(drawBars(values), 'cyan')}`.trimEnd() : cell;
  });
  const perLine = isTall ? 1 : Math.max(1, Math.floor((columns + 2) / FIGURE));
  const lines = Array.from({ length: Math.ceil(cells.length / perLine) }, (_, line) => line);
  return lines.map((line) => cells.slice(line * perLine, (line + 1) * perLine).join('  '));
}

/** The busiest routes, below their heading. */
function renderRoutes(routes: readonly RouteFigures[], columns: number): string[] {
  const sorted = routes.toSorted((a, b) => b.requests - a.requests);
  const numbers = ['requests', 'errors', 'p50', 'p99'].slice(0, columns < WIDE ? 2 : 4);
  const heading = ['routes, 15 min', ...numbers];
  const rows = sorted.map(({ route, requests, errors, p50Ms, p99Ms }) => [
    route,
    formatCount(requests),
    formatCount(errors),
    p50Ms === null ? '-' : formatMs(p50Ms),
    p99Ms === null ? '-' : formatMs(p99Ms),
  ]);
  return [heading, ...rows].map((row) => renderRow(row.slice(0, heading.length), columns));
}

/** The requests in progress, oldest first, below their heading. */
function renderRequests(requests: readonly RequestUnderWay[], columns: number): string[] {
  const rows = requests.map(({ method, path, phase, ageMs }) => [
    `${method} ${path}`,
    phase,
    formatMs(ageMs),
  ]);
  return [['requests in progress', 'phase', 'age'], ...rows].map(
    ([name = '', phase = '', age = '']) =>
      renderRow(columns < WIDE ? [name, age] : [name, phase, age], columns),
  );
}

/** A name, and numbers to its right. */
function renderRow([name = '', ...numbers]: readonly string[], columns: number): string {
  const cells = numbers.map((number) => fit(number, NUMBER, 'right'));
  return [fit(name, columns - numbers.length * (NUMBER + 1)), ...cells].join(' ');
}
