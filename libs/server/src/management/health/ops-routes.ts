import { openMetricsText, prometheusText } from '../../telemetry/metrics/render-metrics.ts';
import type { Call, Reply, Route } from '../server/route.ts';
import { findLiveness, findReadiness, findStartup, type Finding, type Status } from './health.ts';
import type { OpsView } from './ops-view.ts';

/** The rows of the ops listener: nothing secret, nothing that changes anything. */
export function createOpsRoutes(view: OpsView): readonly Route[] {
  const health = (path: string, summary: string, find: (view: OpsView) => readonly Finding[]) =>
    row(path, summary, (call) => answerHealth(call, find(view)));
  return [
    health('/livez', 'Whether the event loop turns; 200 while draining too', findLiveness),
    health('/readyz', 'Whether to send requests here; ?verbose, ?exclude=CHECK', findReadiness),
    health('/startupz', 'Whether it was ready once', findStartup),
    row('/metrics', 'All metrics, for Prometheus', (call) => answerMetrics(call, view)),
  ];
}

function row(path: string, summary: string, answer: Route['answer']): Route {
  return { method: 'GET', path, access: 'read', summary, answer };
}

const WORST: readonly Status[] = ['fail', 'warn', 'pass'];

/** OpenMetrics where it is asked for by name, else the text format every scraper knows. */
async function answerMetrics({ headers }: Call, { metrics }: OpsView): Promise<Reply> {
  const wantsOpenMetrics = headers['accept']?.includes('application/openmetrics-text') === true;
  const { contentType, render } = wantsOpenMetrics ? openMetricsText : prometheusText;
  return { headers: { 'Content-Type': contentType }, text: render(await metrics()) };
}

/** The findings as Kubernetes' own servers answer: names and a status for `verbose`, without reasons. */
function answerHealth({ query }: Call, found: readonly Finding[]): Reply {
  const excluded = query.getAll('exclude');
  // A name that is no check's stands out and fails nothing, as with kube-apiserver: probes outlive checks.
  const strange = excluded.filter((name) => !found.some((finding) => finding.name === name));
  const findings = [
    ...found.filter(({ name }) => !excluded.includes(name)),
    ...strange.map((name) => ({ name, status: 'warn' as const })),
  ];
  const status =
    WORST.find((word) => findings.some((finding) => finding.status === word)) ?? 'pass';
  const checks = Object.fromEntries(
    findings.map(({ name, status: one }) => [name, [{ status: one }]]),
  );
  return {
    status: status === 'fail' ? 503 : 200,
    headers: { 'Content-Type': 'application/health+json' },
    json: { status, ...(query.has('verbose') && { checks }) },
  };
}
