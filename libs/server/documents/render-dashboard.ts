import { nameOf } from '../src/telemetry/metrics/prometheus-name.ts';
import type { Panel, Target } from './dashboard-panel.ts';
import type { DeclaredMetric } from './list-metrics.ts';
import { VERSION_PANELS } from './version-panels.ts';

/** Version of Grafana's dashboard model: that of Grafana 11; later ones migrate it when they open it. */
const SCHEMA_VERSION = 39;

/** Labels that tell servers apart: of Prometheus, and those that the scrape configurations of docs/fleet.md add. */
const SERVER_LABELS = 'instance, pod, alloc';

/** Grafana's grid is 24 units wide. */
const PANELS_PER_LINE = 3;
const SIZE = { w: 8, h: 7 };

interface Row {
  readonly title: string;
  readonly panels: readonly Panel[];
}

/** Rows after the first, by the first word of a metric's name. */
const ROWS: Readonly<Record<string, readonly string[]>> = {
  'Requests and connections': ['http'],
  Files: ['files'],
  'Event loops and memory': ['nodejs', 'v8js', 'process'],
  Threads: ['serving', 'management'],
  'Log and certificate': ['log', 'tls'],
};

/** Metrics that another panel shows, or that are no quantity. */
const ELSEWHERE = ['target.info', 'process.start_time'];

/**
 * Renders a dashboard for Grafana: the comparison of versions, and a panel for each metric, as its declaration says.
 *
 * @throws {Error} if a metric belongs to no row.
 * @see https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/
 */
export function renderDashboard(metrics: readonly DeclaredMetric[]): string {
  const dashboard = {
    uid: 'tscratch-server',
    title: 'Servers',
    description: 'Rendered from the declarations of the metrics: npx nx run server:render',
    schemaVersion: SCHEMA_VERSION,
    editable: true,
    refresh: '30s',
    time: { from: 'now-1h', to: 'now' },
    templating: { list: VARIABLES },
    panels: layOut([{ title: 'Versions', panels: VERSION_PANELS }, ...planRows(metrics)]),
  };
  return `${JSON.stringify(dashboard, null, 2)}\n`;
}

const DATASOURCE = { type: 'prometheus', uid: '${datasource}' };

const VARIABLES = [
  { name: 'datasource', type: 'datasource', query: 'prometheus' },
  {
    name: 'job',
    type: 'query',
    datasource: DATASOURCE,
    query: 'label_values(target_info, job)',
    refresh: 2,
  },
  {
    name: 'instance',
    type: 'query',
    datasource: DATASOURCE,
    query: 'label_values(target_info{job="$job"}, instance)',
    refresh: 2,
    multi: true,
    includeAll: true,
    allValue: '.*',
  },
];

function planRows(metrics: readonly DeclaredMetric[]): readonly Row[] {
  const shown = metrics.filter(({ name }) => !ELSEWHERE.includes(name));
  const rows = Object.entries(ROWS).map(([title, words]) => ({
    title,
    metrics: shown.filter(({ name }) => words.includes(/^[a-z0-9]+/.exec(name)?.[0] ?? '')),
  }));
  const lost = shown.find((metric) => !rows.some((row) => row.metrics.includes(metric)));
  if (lost !== undefined) throw new Error(`No row of the dashboard for the metric ${lost.name}`);
  return rows.map(({ title, metrics: ofRow }) => ({ title, panels: ofRow.map(planPanel) }));
}

function planPanel(metric: DeclaredMetric): Panel {
  const { name, description, kind, unit } = metric;
  const perSecond = unit === 's' ? 'percentunit' : 'cps';
  const shownUnit = kind === 'counter' ? perSecond : (UNITS[unit] ?? 'short');
  return { title: name, description, unit: shownUnit, targets: planTargets(metric) };
}

/** Grafana's names of UCUM units. */
const UNITS: Readonly<Record<string, string>> = { s: 's', By: 'bytes', d: 'd' };

const SELECTED = '{job="$job", instance=~"$instance"}';

const MERGES = { sum: 'sum', min: 'min', max: 'max', thread: 'max', process: 'max' } as const;

/** Metrics of one server or thread whose lowest value is the one to look at. */
const LOWEST = ['process.max_fds', 'serving_threads.answering'];

/** Adds up what belongs to the fleet, and shows the extreme value of what belongs to one server or thread. */
function planTargets(metric: DeclaredMetric): readonly Target[] {
  const { kind, across = 'sum' } = metric;
  const name = nameOf(metric);
  const labels = across === 'thread' ? `${SERVER_LABELS}, thread` : SERVER_LABELS;
  if (kind === 'histogram')
    return [0.5, 0.99].map((quantile) => ({
      expr: `histogram_quantile(${quantile}, sum by (le) (rate(${name}_bucket${SELECTED}[$__rate_interval])))`,
      legend: `quantile ${quantile}`,
    }));
  const value =
    kind === 'counter' ? `rate(${name}_total${SELECTED}[$__rate_interval])` : `${name}${SELECTED}`;
  const merge = LOWEST.includes(metric.name) ? 'min' : MERGES[across];
  return [{ expr: `${merge} without (${labels}) (${value})`, legend: '__auto' }];
}

function layOut(rows: readonly Row[]): readonly object[] {
  const laidOut: object[] = [];
  let y = 0;
  for (const { title, panels } of rows) {
    laidOut.push({ id: laidOut.length + 1, type: 'row', title, gridPos: { x: 0, y, w: 24, h: 1 } });
    y += 1;
    for (const [index, panel] of panels.entries()) {
      const column = index % PANELS_PER_LINE;
      const line = Math.floor(index / PANELS_PER_LINE);
      const gridPos = { x: column * SIZE.w, y: y + line * SIZE.h, ...SIZE };
      laidOut.push(renderPanel(panel, laidOut.length + 1, gridPos));
    }
    y += Math.ceil(panels.length / PANELS_PER_LINE) * SIZE.h;
  }
  return laidOut;
}

function renderPanel(panel: Panel, id: number, gridPos: object): object {
  const { title, description, unit, targets } = panel;
  return {
    id,
    type: 'timeseries',
    title,
    description,
    gridPos,
    datasource: DATASOURCE,
    fieldConfig: { defaults: { unit }, overrides: [] },
    targets: targets.map(({ expr, legend }, index) => ({
      refId: String.fromCharCode(65 + index), // A, B
      datasource: DATASOURCE,
      expr,
      legendFormat: legend,
    })),
  };
}
