import { readCommandLine } from '../../../testing/read-command-line.ts';
import type { Environment } from '../reading.ts';
import { defaultsOf } from '../setting.ts';
import { serverSettings } from '../settings.ts';
import { logExportSettings } from './log-export.ts';
import { metricExportSettings } from './metric-export.ts';
import { traceSettings } from './trace.ts';

function read(env: Environment, argv: readonly string[] = []) {
  const invocation = readCommandLine(argv, env, serverSettings);
  if (!('settings' in invocation)) throw new Error('Expected settings');
  return invocation;
}

const PAIRS = 'expected comma-separated key=value pairs, with %2C for a comma in a value';

describe('traceSettings', () => {
  it.each([
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
      'Cannot read OTEL_EXPORTER_OTLP_ENDPOINT="collector:4318": expected an http or https URL without user, password or fragment',
    ],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://user:hunter2@collector:4318' },
      'Cannot read OTEL_EXPORTER_OTLP_ENDPOINT="http://******@collector:4318": expected an http or https URL without user, password or fragment',
    ],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'user:hunter2@collector:4318' },
      'Cannot read OTEL_EXPORTER_OTLP_ENDPOINT="******@collector:4318": expected an http or https URL without user, password or fragment',
    ],
    [
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      'Cannot read OTEL_EXPORTER_OTLP_PROTOCOL="grpc": expected http/protobuf or http/json, which collectors accept on port 4318',
    ],
    [
      { OTEL_EXPORTER_OTLP_HEADERS: 'api-key=k%E2%82%AC' },
      `Cannot read the secret OTEL_EXPORTER_OTLP_HEADERS from its variable: ${PAIRS}, in ASCII only`,
    ],
    [
      { OTEL_TRACES_SAMPLER: 'jaeger_remote' },
      'Cannot read OTEL_TRACES_SAMPLER="jaeger_remote": expected one of always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio',
    ],
    [
      { OTEL_TRACES_SAMPLER_ARG: '10%' },
      'Cannot read OTEL_TRACES_SAMPLER_ARG="10%": expected a number from 0 to 1 such as 0.25',
    ],
    [
      { OTEL_RESOURCE_ATTRIBUTES: 'production' },
      `Cannot read OTEL_RESOURCE_ATTRIBUTES="production": ${PAIRS}`,
    ],
    [{ OTEL_SDK_DISABLED: '1' }, 'Cannot read OTEL_SDK_DISABLED="1": expected true or false'],
    [
      { OTEL_PROPAGATORS: 'tracecontext,b3' },
      'Cannot read "b3" in OTEL_PROPAGATORS="tracecontext,b3": expected a comma-separated list, each element one of tracecontext, none',
    ],
    [
      { OTEL_TRACES_EXPORTER: 'zipkin' },
      'Cannot read "zipkin" in OTEL_TRACES_EXPORTER="zipkin": expected a comma-separated list, each element one of otlp, none',
    ],
    [
      { OTEL_BSP_MAX_QUEUE_SIZE: '-1' },
      'Cannot read OTEL_BSP_MAX_QUEUE_SIZE="-1": expected a whole number from 1 to 1000000',
    ],
  ])('ignore %j with a warning', (env, warning) => {
    const { settings, sources, warnings } = read(env);
    expect(warnings).toEqual([warning]);
    expect(settings).toEqual(defaultsOf(serverSettings));
    expect(sources).toMatchObject({ otlpEndpoint: { from: 'default' } });
  });

  it('are all tolerant as the other ones of OpenTelemetry, and no other setting is', () => {
    const names = Object.entries(serverSettings).flatMap(([name, { isTolerant }]) =>
      isTolerant === true ? [name] : [],
    );
    expect(names).toEqual([
      ...Object.keys(traceSettings),
      ...Object.keys(metricExportSettings),
      ...Object.keys(logExportSettings),
    ]);
  });

  it.each([
    [{ OTEL_SDK_DISABLED: 'True' }, { otelSdkDisabled: true }],
    [{ OTEL_TRACES_SAMPLER: 'ALWAYS_OFF' }, { tracesSampler: 'always_off' }],
    [
      { OTEL_RESOURCE_ATTRIBUTES: ' a=b ,\tc = d e%2C,, ' },
      { otelResourceAttributes: { a: 'b', c: 'd e,' } },
    ],
    [
      { OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer k=,' },
      { otlpHeaders: { Authorization: 'Bearer k=' } },
    ],
    [{ OTEL_PROPAGATORS: ' tracecontext , ' }, { propagators: ['tracecontext'] }],
  ])('accept %j', (env, settings) => {
    expect(read(env)).toMatchObject({ settings, warnings: [] });
  });

  it('are not tolerated on the command line, nor is a file that is not there', () => {
    expect(() => read({}, ['--otel-sdk-disabled=1'])).toThrow(
      'Cannot read --otel-sdk-disabled="1"',
    );
    expect(() => read({ OTEL_EXPORTER_OTLP_HEADERS_FILE: '/nonexistent/key' })).toThrow(
      'Cannot read the secret OTEL_EXPORTER_OTLP_HEADERS from "/nonexistent/key"',
    );
  });
});
