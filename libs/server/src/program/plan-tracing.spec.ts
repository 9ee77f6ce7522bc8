import { readSettings } from '../../testing/read-command-line.ts';
import type { Environment } from '../config/reading.ts';
import { serverSettings } from '../config/settings.ts';
import { planTracing } from './plan-tracing.ts';
import type { TracingPlan } from '../telemetry/trace/tracing.ts';

function plan(env: Environment): TracingPlan | undefined {
  return planTracing(readSettings(env, serverSettings), {
    name: 'example',
    version: '1.2.3',
    instanceId: 'i',
  });
}

const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };

describe('planTracing()', () => {
  it.each([
    {},
    { OTEL_SERVICE_NAME: 'x', OTEL_TRACES_SAMPLER: 'always_on' },
    { ...ENDPOINT, OTEL_SDK_DISABLED: 'true' },
    { ...ENDPOINT, OTEL_SDK_DISABLED: 'TRUE' },
    { ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none' },
    { ...ENDPOINT, OTEL_TRACES_EXPORTER: ' None,' },
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
    expect(plan({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })?.exporter.url).toBe(url);
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
      url: 'http://b/x',
      protocol: 'http/protobuf',
      timeoutMs: 2,
      headers: { a: '1', b: '2', 'content-type': 'application/x-protobuf' },
      compression: 'none',
    });
  });

  it.each([
    [{}, { 'service.name': 'example', 'service.version': '1.2.3', 'service.instance.id': 'i' }],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'service.instance.id=a' }, { 'service.instance.id': 'a' }],
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
    [{}, 'http/protobuf'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' }, 'http/json'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'HTTP/JSON' }, 'http/json'],
    [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'http/protobuf'],
    [
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'grpc' },
      'http/json',
    ],
    [
      {
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf',
      },
      'http/protobuf',
    ],
  ])('speaks for %j %s', (env, protocol) => {
    expect(plan({ ...ENDPOINT, ...env })?.exporter.protocol).toBe(protocol);
  });

  it.each([
    [{}, true],
    [{ OTEL_PROPAGATORS: 'tracecontext' }, true],
    [{ OTEL_PROPAGATORS: 'b3,xray' }, true],
    [{ OTEL_PROPAGATORS: 'none' }, false],
  ])('propagates for %j: %j', (env, isPropagated) => {
    expect(plan({ ...ENDPOINT, ...env })?.isPropagated).toBe(isPropagated);
  });
});
