import { nameOf } from '../src/telemetry/metrics/prometheus-name.ts';
import type { DeclaredMetric } from './list-metrics.ts';

const PREFACE = `<!-- Rendered from the declarations in libs/server/src; to rewrite it: npx nx run server:render -->

# Metrics

\`GET /metrics\` on the ops listener shows them to Prometheus, and \`GET /vars\` of the admin API as JSON. Names and units
follow OpenTelemetry; below, they are as Prometheus has them. A metric without a value is absent, such as those of files
and TLS while they are not used. With traces on, OpenTelemetry's SDK adds the number of processed spans and the length of
its queue, and the exporter that of exported spans; with the export of metrics or of the log on, the numbers of exported
data points and log lines are added, each by the reason if they were dropped. An app declares its own metrics in the same way.

They can also be pushed to a collector by OTLP: see [telemetry.md](telemetry.md).

## Exemplars

With traces on, each bucket of \`http_server_request_duration_seconds\` has the ids of the latest sampled trace whose
duration fell into it, and an app gives its own histograms such a trace as the second argument of \`record\`. They are
in the format of OpenMetrics, which Prometheus asks for; it stores them with \`--enable-feature=exemplar-storage\`.
Without \`Accept: application/openmetrics-text\`, the text is in the format of Prometheus, without exemplars.

## Several serving threads

With \`SERVING_THREADS\` above 1 the threads answer as one, and each metric says how it is merged; an app declares it as
\`across\`:

- \`sum\`, the default: added up over the threads.
- \`max\`, \`min\`: the largest or smallest value of a gauge.
- \`thread\`: one series for each thread, with the label \`thread\`, which is \`main\` or a number.
- \`process\`: the same in each thread, because it is of the process.

A counter does not fall when a thread ends: what it had counted stays in the sum, up to its last scrape if it did not end
in order. A thread that does not answer within 1.5 seconds is shown with its last known values, and
\`serving_threads_answering\` is 0.

## All metrics
`;

/** Renders the page of the server's metrics. */
export function renderMetricsDoc(metrics: readonly DeclaredMetric[]): string {
  return [PREFACE, ...metrics.map(renderMetric), ''].join('\n');
}

function renderMetric(metric: DeclaredMetric): string {
  const { kind, across = 'sum', description } = metric;
  const name = kind === 'counter' ? `${nameOf(metric)}_total` : nameOf(metric);
  return `- \`${name}\` (${kind}, \`${across}\`): ${description}`;
}
