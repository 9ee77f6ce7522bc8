import { readSettings } from '../../testing/read-command-line.ts';
import type { Environment } from '../config/reading.ts';
import { serverSettings } from '../config/settings.ts';
import { planExport, type Signal } from './plan-export.ts';

const SIGNALS: readonly Signal[] = ['traces', 'metrics', 'logs'];
const ENDPOINT = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };

function urls(env: Environment): readonly (string | undefined)[] {
  const settings = readSettings(env, serverSettings);
  return SIGNALS.map((signal) => planExport(settings, signal)?.url);
}

const [TRACES, METRICS, LOGS] = SIGNALS.map((signal) => `http://collector:4318/v1/${signal}`);

describe('planExport()', () => {
  it.each([
    [{}, [undefined, undefined, undefined]],
    [ENDPOINT, [TRACES, undefined, undefined]],
    [{ ...ENDPOINT, OTEL_METRICS_EXPORTER: 'otlp' }, [TRACES, METRICS, undefined]],
    [{ ...ENDPOINT, OTEL_METRICS_EXPORTER: 'prometheus,otlp' }, [TRACES, METRICS, undefined]],
    [{ ...ENDPOINT, OTEL_METRICS_EXPORTER: 'prometheus' }, [TRACES, undefined, undefined]],
    [{ ...ENDPOINT, OTEL_LOGS_EXPORTER: 'otlp' }, [TRACES, undefined, LOGS]],
    [
      { ...ENDPOINT, OTEL_TRACES_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'otlp' },
      [undefined, undefined, LOGS],
    ],
    [
      { OTEL_METRICS_EXPORTER: 'otlp', OTEL_LOGS_EXPORTER: 'otlp' },
      [undefined, undefined, undefined],
    ],
    [
      {
        OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://m/a?b',
        OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://l/',
      },
      [undefined, 'http://m/a?b', 'http://l/'],
    ],
    [
      {
        OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://m',
        OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://l',
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'otlp,none',
      },
      [undefined, undefined, undefined],
    ],
    [
      {
        ...ENDPOINT,
        OTEL_METRICS_EXPORTER: 'otlp',
        OTEL_LOGS_EXPORTER: 'otlp',
        OTEL_SDK_DISABLED: 'true',
      },
      [undefined, undefined, undefined],
    ],
  ])('sends, with %j, to %j', (env, expected) => {
    expect(urls(env)).toEqual(expected);
  });

  it.each(SIGNALS)('prefers the settings of %s to the general ones', (signal) => {
    const name = (part: string) => `OTEL_EXPORTER_OTLP_${part}`;
    const own = (part: string) => name(`${signal.toUpperCase()}_${part}`);
    const env = {
      [name('TIMEOUT')]: '1',
      [name('HEADERS')]: 'a=1,B=1',
      [name('PROTOCOL')]: 'http/json',
      [own('ENDPOINT')]: 'http://b/x',
      [own('TIMEOUT')]: '2',
      [own('HEADERS')]: 'b=2',
      [own('PROTOCOL')]: 'http/protobuf',
      [own('COMPRESSION')]: 'gzip',
    };
    expect(planExport(readSettings(env, serverSettings), signal)).toEqual({
      url: 'http://b/x',
      protocol: 'http/protobuf',
      timeoutMs: 2,
      headers: { a: '1', b: '2', 'content-type': 'application/x-protobuf' },
      compression: 'gzip',
    });
  });
});
