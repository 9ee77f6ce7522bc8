import { readCommandLine } from '../../../testing/read-command-line.ts';
import type { Environment } from '../reading.ts';
import { defaultsOf } from '../setting.ts';
import { serverSettings } from '../settings.ts';

function read(env: Environment) {
  const invocation = readCommandLine([], env, serverSettings);
  if (!('settings' in invocation)) throw new Error('Expected settings');
  return invocation;
}

const URLS = 'expected an http or https URL without user, password or fragment';
const PAIRS =
  'expected comma-separated key=value pairs, with %2C for a comma in a value, in ASCII only';
const MILLISECONDS = 'expected a whole number from 1 to 600000';
const AMOUNT = 'expected a whole number from 1 to 1000000';
const PROTOCOLS = 'expected http/protobuf or http/json, which collectors accept on port 4318';
const COMPRESSIONS = 'expected one of none, gzip';

type Row = readonly [name: string, value: string, expected: string];

/** What cannot be read of the settings that each signal has. */
function wrongOf(signal: string): Row[] {
  const name = (part: string) => `OTEL_EXPORTER_OTLP_${signal}_${part}`;
  return [
    [name('ENDPOINT'), 'collector:4318', URLS],
    [name('TIMEOUT'), '5s', MILLISECONDS],
    [name('PROTOCOL'), 'grpc', PROTOCOLS],
    [name('COMPRESSION'), 'zstd', COMPRESSIONS],
  ];
}

describe('the settings of the export of metrics and logs', () => {
  it.each<Row>([
    ['OTEL_EXPORTER_OTLP_COMPRESSION', 'br', COMPRESSIONS],
    ['OTEL_EXPORTER_OTLP_TRACES_COMPRESSION', '1', COMPRESSIONS],
    ...wrongOf('METRICS'),
    ...wrongOf('LOGS'),
    [
      'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
      'lowmemory',
      'expected one of cumulative, delta',
    ],
    ['OTEL_METRIC_EXPORT_INTERVAL', '0', MILLISECONDS],
    ['OTEL_METRIC_EXPORT_TIMEOUT', '-1', MILLISECONDS],
    ['OTEL_BLRP_SCHEDULE_DELAY', '1.5', MILLISECONDS],
    ['OTEL_BLRP_EXPORT_TIMEOUT', '', MILLISECONDS],
    ['OTEL_BLRP_MAX_QUEUE_SIZE', '0', AMOUNT],
    ['OTEL_BLRP_MAX_EXPORT_BATCH_SIZE', '1e3', AMOUNT],
  ])('ignore %s=%j with a warning', (name, value, expected) => {
    const { settings, warnings } = read({ [name]: value });
    expect(warnings).toEqual(value === '' ? [] : [`Cannot read ${name}="${value}": ${expected}`]);
    expect(settings).toEqual(defaultsOf(serverSettings));
  });

  it.each(['OTEL_EXPORTER_OTLP_METRICS_HEADERS', 'OTEL_EXPORTER_OTLP_LOGS_HEADERS'])(
    'ignore %s with a warning that does not show its value',
    (name) => {
      const { settings, warnings } = read({ [name]: 'secret' });
      expect(warnings).toEqual([`Cannot read the secret ${name} from its variable: ${PAIRS}`]);
      expect(settings).toEqual(defaultsOf(serverSettings));
    },
  );

  it.each([
    ['OTEL_METRICS_EXPORTER', 'otlp,statsd', 'statsd', 'otlp, prometheus, none'],
    ['OTEL_LOGS_EXPORTER', 'console', 'console', 'otlp, none'],
  ])('ignore %s=%j with a warning', (name, value, wrong, words) => {
    expect(read({ [name]: value }).warnings).toEqual([
      `Cannot read "${wrong}" in ${name}="${value}": expected a comma-separated list, each element one of ${words}`,
    ]);
  });

  it.each([
    [{ OTEL_METRICS_EXPORTER: 'prometheus, OTLP' }, { metricsExporters: ['prometheus', 'otlp'] }],
    [
      { OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'DELTA' },
      { metricsTemporality: 'delta' },
    ],
    [{ OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'a=b' }, { otlpLogsHeaders: { a: 'b' } }],
    [{ OTEL_EXPORTER_OTLP_COMPRESSION: 'GZIP' }, { otlpCompression: 'gzip' }],
  ])('accept %j', (env, settings) => {
    expect(read(env)).toMatchObject({ settings, warnings: [] });
  });
});
