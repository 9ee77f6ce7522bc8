import { spawnSync } from 'node:child_process';
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

const PYTHON = '/usr/bin/python3'; // the system's own, which has the system's packages

// The strict parser of OpenMetrics is the reference implementation.
const PARSE = `
import json, sys, importlib
parser = importlib.import_module(sys.argv[1])
families = parser.text_string_to_metric_families(sys.stdin.buffer.read().decode())
print(json.dumps([[f.name, f.type, f.unit, f.documentation,
  [[s.name, s.labels, str(float(s.value))] for s in f.samples]] for f in families]))
`;

function parse(module: string, text: string): unknown {
  const { stdout, stderr } = spawnSync(PYTHON, ['-c', PARSE, module], { input: text });
  if (stdout.length === 0) throw new Error(stderr.toString());
  return JSON.parse(stdout.toString());
}

const hasParser = spawnSync(PYTHON, ['-c', 'import prometheus_client']).status === 0;
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
    const parsed = parse('prometheus_client.parser', prometheusText.render(example()));
    expect(parsed).toEqual(families(() => '', 'Jobs "done"\\\n.'));
  });

  it('parse the OpenMetrics format correctly', () => {
    const parsed = parse('prometheus_client.openmetrics.parser', openMetricsText.render(example()));
    expect(parsed).toEqual(families((unit) => unit, 'Jobs "done"\\\n.'));
  });
});
