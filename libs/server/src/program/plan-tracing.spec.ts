import { readSettings } from '../../testing/read-command-line.ts';
import type { Environment } from '../config/reading.ts';
import { serverSettings } from '../config/settings.ts';
import { planTracing } from './plan-tracing.ts';
import type { TracingPlan } from '../telemetry/trace/tracing.ts';

function plan(env: Environment): TracingPlan | undefined {
  return planTracing(readSettings(env, serverSettings), { name: 'example', version: '1.2.3' });
}

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };

describe('planTracing()', () => {
  it.each([
    {},
    { OTEL_SERVICE_NAME: 'x', OTEL_TRACES_SAMPLER: 'always_on' },
    { ...ENDPOINT, OTEL_SDK_DISABLED: 'true' },
    { OTEL_EXPORTER_OTLP_ENDPOINT: '' },
  ])('plans no tracing for %j', (env) => {
    expect(plan(env)).toBeUndefined();
  });

  it.each([
    ['http://collector:4318', 'http://collector:4318/v1/traces'],
    ['http://collector:4318/', 'http://collector:4318/v1/traces'],
    ['https://collector/otlp', 'https://collector/otlp/v1/traces'],
    ['https://collector/otlp/', 'https://collector/otlp/v1/traces'],
    ['https://collector/otlp?key=1', 'https://collector/otlp/v1/traces?key=1'],
  ])('sends to v1/traces below %s', (endpoint, url) => {
    expect(plan({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })?.exporter.url.href).toBe(url);
  });

  it('uses the traces endpoint unchanged, and prefers the settings for traces to the general ones', () => {
    const of = (signal: string) => `OTEL_EXPORTER_OTLP_${signal}`;
    const all = { [of('ENDPOINT')]: 'http://a', [of('TIMEOUT')]: '1', [of('HEADERS')]: 'a=1,B=1' };
    const traces = {
      [of('TRACES_ENDPOINT')]: 'http://b/x',
      [of('TRACES_TIMEOUT')]: '2',
      [of('TRACES_HEADERS')]: 'b=2',
    };
    expect(plan({ ...all, ...traces })?.exporter).toEqual({
      url: new URL('http://b/x'),
      timeoutMs: 2,
      headers: { a: '1', b: '2', 'content-type': 'application/json' },
    });
  });

  it.each([
    [{}, { 'service.name': 'example', 'service.version': '1.2.3' }],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'service.name=a' }, { 'service.name': 'a' }],
    [
      { OTEL_RESOURCE_ATTRIBUTES: 'service.name=a', OTEL_SERVICE_NAME: 'b' },
      { 'service.name': 'b' },
    ],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'service.version=2,x=y' }, { 'service.version': '2', x: 'y' }],
  ])('describes the service of %j', (env, resource) => {
    expect(plan({ ...ENDPOINT, ...env })?.resource).toMatchObject(resource);
  });

  it.each([
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
      'Cannot read OTEL_EXPORTER_OTLP_ENDPOINT="collector:4318": expected an http or https URL without user, password or fragment',
    ],
    [
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      'Cannot read OTEL_EXPORTER_OTLP_PROTOCOL="grpc": expected http/json, which collectors accept wherever they accept http/protobuf, on port 4318',
    ],
    [
      { OTEL_EXPORTER_OTLP_HEADERS: 'api-key=k%E2%82%AC' },
      'Cannot read the secret OTEL_EXPORTER_OTLP_HEADERS from its variable: expected comma-separated key=value pairs, with %2C for a comma in a value, in ASCII only',
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
      'Cannot read OTEL_RESOURCE_ATTRIBUTES="production": expected comma-separated key=value pairs, with %2C for a comma in a value',
    ],
  ])('rejects %j with a sentence', (env, sentence) => {
    expect(() => plan(env)).toThrow(sentence);
  });
});
