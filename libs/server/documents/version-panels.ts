import type { Panel } from './dashboard-panel.ts';

const REQUESTS = 'http_server_request_duration_seconds';

/** What tells a good canary from a bad one: each line is a version. docs/fleet.md has the same queries. */
export const VERSION_PANELS: readonly Panel[] = [
  panel('Servers', 'short', 'count by (service_version) (target_info{job="$job"})'),
  panel('Requests per second', 'reqps', sumByVersion(rateOf(`${REQUESTS}_count`))),
  panel(
    'Share of answers with 5xx',
    'percentunit',
    `(${sumByVersion(rateOf(`${REQUESTS}_count`, 'http_response_status_code=~"5.."'))} or 0 * ${sumByVersion(rateOf(`${REQUESTS}_count`))}) / ${sumByVersion(rateOf(`${REQUESTS}_count`))}`,
  ),
  panel(
    'Duration of the slowest hundredth',
    's',
    `histogram_quantile(0.99, ${byVersion('sum', rateOf(`${REQUESTS}_bucket`), 'le')})`,
  ),
  panel(
    'Processor time of a request',
    's',
    `${sumByVersion(rateOf('process_cpu_seconds_total'))} / ${sumByVersion(rateOf(`${REQUESTS}_count`))}`,
  ),
  panel(
    'Active share of the busiest event loop',
    'percentunit',
    byVersion(
      'max',
      rateOf('nodejs_eventloop_time_seconds_total', 'nodejs_eventloop_state="active"'),
    ),
  ),
  panel(
    'Memory of the largest server',
    'bytes',
    byVersion('max', 'process_resident_memory_bytes{job="$job"}'),
  ),
  panel(
    'Requests shed per second',
    'reqps',
    sumByVersion(rateOf('http_server_shed_requests_total')),
  ),
  panel(
    'Age of the youngest server',
    's',
    `time() - ${byVersion('max', 'process_start_time_seconds{job="$job"}')}`,
  ),
];

function panel(title: string, unit: string, expr: string): Panel {
  const description = `${title}, by version.`;
  return { title, description, unit, targets: [{ expr, legend: '{{service_version}}' }] };
}

function rateOf(metric: string, matcher?: string): string {
  const more = matcher === undefined ? '' : `, ${matcher}`;
  return `rate(${metric}{job="$job"${more}}[$__rate_interval])`;
}

function sumByVersion(series: string): string {
  return byVersion('sum', series);
}

/** Gives each series the version of its server, which `target_info` knows, and aggregates them by version. */
function byVersion(operator: 'sum' | 'max', series: string, more?: string): string {
  const by = ['service_version', ...(more === undefined ? [] : [more])].join(', ');
  return `${operator} by (${by}) (${series} * on (job, instance) group_left (service_version) target_info)`;
}
