import { hasParser, parseExposition } from '../../../testing/parse-exposition.ts';
import { createMetrics } from './create-metrics.ts';
import { openMetricsText, prometheusText } from './render-metrics.ts';

const HOSTILE = 'a"b\\c\nd\u2028{}=,# \ud83d\ude00';

function example() {
  const metrics = createMetrics();
  const requests = metrics.counter({
    name: 'app.jobs',
    unit: '{job}',
    description: 'Jobs "done"\\\n.',
  });
  requests({ 'job.kind': 'mail' }).add(3);
  requests({ 'job.kind': HOSTILE }).add(0.5);
  metrics.gauge({ name: 'app.temperature', unit: 'Cel', description: 'Heat.' })().set(-1.5e-7);
  metrics.gauge({ name: 'app.limit', unit: 'By', description: 'Limit.' })().set(Infinity);
  metrics.gauge({ name: 'app.unused', unit: '1', description: 'Has no series.' });
  const time = metrics.histogram({
    name: 'app.time',
    unit: 's',
    description: 'Time.',
    bounds: [0.5, 1],
  })({ a: 'b' });
  for (const value of [0.25, 0.75, 2]) time.record(value);
  return metrics.snapshot();
}

describe('prometheusText', () => {
  it('renders every kind', () => {
    expect(prometheusText.contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(prometheusText.render(example())).toBe(`# HELP app_jobs_total Jobs "done"\\\\\\n.
# TYPE app_jobs_total counter
app_jobs_total{job_kind="mail"} 3
app_jobs_total{job_kind="a\\"b\\\\c\\nd\u2028{}=,# \ud83d\ude00"} 0.5
# HELP app_temperature_Cel Heat.
# TYPE app_temperature_Cel gauge
app_temperature_Cel -1.5e-7
# HELP app_limit_bytes Limit.
# TYPE app_limit_bytes gauge
app_limit_bytes +Inf
# HELP app_time_seconds Time.
# TYPE app_time_seconds histogram
app_time_seconds_bucket{a="b",le="0.5"} 1
app_time_seconds_bucket{a="b",le="1.0"} 2
app_time_seconds_bucket{a="b",le="+Inf"} 3
app_time_seconds_sum{a="b"} 3
app_time_seconds_count{a="b"} 3
`);
  });
});

describe('openMetricsText', () => {
  it('names families without _total, adds units and ends with EOF', () => {
    const text = openMetricsText.render(example());
    expect(openMetricsText.contentType).toBe(
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    );
    expect(text).toContain('# TYPE app_jobs counter\napp_jobs_total{job_kind="mail"} 3\n');
    expect(text).toContain('# HELP app_jobs Jobs \\"done\\"\\\\\\n.\n');
    expect(text).toContain('# UNIT app_time_seconds seconds\n');
    expect(text).toMatch(/\n# EOF\n$/);
    expect(openMetricsText.render([])).toBe('# EOF\n');
  });
});

/** A histogram of three values, two of which were measured in a trace. */
function traced(traceId = 'a'.repeat(32)) {
  const metrics = createMetrics();
  const described = { name: 'app.time', unit: 's', description: 'Time.', bounds: [0.5, 1] };
  const time = metrics.histogram(described)();
  const trace = { traceId, spanId: 'b'.repeat(16), timeMs: 1_796_000_000_123 };
  time.record(0.125, { ...trace, traceId: 'c'.repeat(32) });
  time.record(0.25, trace);
  time.record(0.75);
  time.record(2, trace);
  return metrics.snapshot();
}

describe('exemplars', () => {
  it('are the latest trace of each bucket', () => {
    const example = `# {trace_id="${'a'.repeat(32)}",span_id="${'b'.repeat(16)}"}`;
    expect(openMetricsText.render(traced()))
      .toContain(`app_time_seconds_bucket{le="0.5"} 2 ${example} 0.25 1796000000.123
app_time_seconds_bucket{le="1.0"} 3
app_time_seconds_bucket{le="+Inf"} 4 ${example} 2 1796000000.123
app_time_seconds_sum 3.125
`);
  });

  it('are absent in the format of Prometheus, whose parsers do not know them', () => {
    const text = prometheusText.render(traced());
    expect(text).toContain('app_time_seconds_bucket{le="0.5"} 2\n');
    expect(text).not.toContain('trace_id');
  });

  it('are left out if they are longer than OpenMetrics allows', () => {
    const most = 128 - 'trace_idspan_id'.length - 16;
    expect(openMetricsText.render(traced('a'.repeat(most)))).toContain('trace_id');
    expect(openMetricsText.render(traced('a'.repeat(most + 1)))).not.toContain('trace_id');
  });
});

const mustParse = hasParser || process.env['CI'] === 'true'; // CI must have it installed
const why = mustParse ? '' : ' (python3-prometheus-client not installed)';

(mustParse ? describe : describe.skip)(`the parsers of Prometheus's Python client${why}`, () => {
  const families = (unit: (name: string) => string, doc: string) => [
    [
      'app_jobs',
      'counter',
      '',
      doc,
      [
        ['app_jobs_total', { job_kind: 'mail' }, '3.0'],
        ['app_jobs_total', { job_kind: HOSTILE }, '0.5'],
      ],
    ],
    [
      'app_temperature_Cel',
      'gauge',
      unit('Cel'),
      'Heat.',
      [['app_temperature_Cel', {}, '-1.5e-07']],
    ],
    ['app_limit_bytes', 'gauge', unit('bytes'), 'Limit.', [['app_limit_bytes', {}, 'inf']]],
    [
      'app_time_seconds',
      'histogram',
      unit('seconds'),
      'Time.',
      [
        ['app_time_seconds_bucket', { a: 'b', le: '0.5' }, '1.0'],
        ['app_time_seconds_bucket', { a: 'b', le: '1.0' }, '2.0'],
        ['app_time_seconds_bucket', { a: 'b', le: '+Inf' }, '3.0'],
        ['app_time_seconds_sum', { a: 'b' }, '3.0'],
        ['app_time_seconds_count', { a: 'b' }, '3.0'],
      ],
    ],
  ];

  it('parse the Prometheus format correctly', () => {
    const parsed = parseExposition('prometheus_client.parser', prometheusText.render(example()));
    expect(parsed).toEqual(families(() => '', 'Jobs "done"\\\n.'));
  });

  it('parse the OpenMetrics format correctly', () => {
    const parsed = parseExposition(
      'prometheus_client.openmetrics.parser',
      openMetricsText.render(example()),
    );
    expect(parsed).toEqual(families((unit) => unit, 'Jobs "done"\\\n.'));
  });

  it('parse the exemplars of the OpenMetrics format correctly', () => {
    const module = 'prometheus_client.openmetrics.parser';
    const [family] = parseExposition(module, openMetricsText.render(traced()));
    const exemplar = [{ trace_id: 'a'.repeat(32), span_id: 'b'.repeat(16) }];
    expect(family?.[4]).toEqual([
      [
        'app_time_seconds_bucket',
        { le: '0.5' },
        '2.0',
        [...exemplar, 0.25, '1796000000.123000000'],
      ],
      ['app_time_seconds_bucket', { le: '1.0' }, '3.0'],
      ['app_time_seconds_bucket', { le: '+Inf' }, '4.0', [...exemplar, 2, '1796000000.123000000']],
      ['app_time_seconds_sum', {}, '3.125'],
      ['app_time_seconds_count', {}, '4.0'],
    ]);
  });
});
