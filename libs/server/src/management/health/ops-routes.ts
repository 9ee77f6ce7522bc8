import { openMetricsText, prometheusText } from '../../telemetry/metrics/render-metrics.ts';
import { preferredType } from '../../http/answer/preferred-type.ts';
import type { Call, Reply, Route } from '../server/route.ts';
import {
  countThreads,
  findLiveness,
  findReadiness,
  findStartup,
  type Finding,
  type Status,
} from './health.ts';
import type { OpsView } from './ops-view.ts';

/** Creates the routes of the ops listener; none of them reveals a secret or changes anything. */
export function createOpsRoutes(view: OpsView): readonly Route[] {
  const health = (path: string, summary: string, find: (view: OpsView) => readonly Finding[]) =>
    row(path, summary, (call) => answerHealth(call, find(view), view));
  return [
    health('/livez', 'Whether the event loop turns; stays 200 while draining', findLiveness),
    health(
      '/readyz',
      'Whether the server can accept traffic; ?verbose, ?exclude=CHECK',
      findReadiness,
    ),
    health('/startupz', 'Whether the server was ever ready', findStartup),
    row('/metrics', 'All metrics for Prometheus', (call) => answerMetrics(call, view)),
  ];
}

function row(path: string, summary: string, answer: Route['answer']): Route {
  return { method: 'GET', path, access: 'read', summary, answer };
}

const WORST: readonly Status[] = ['fail', 'warn', 'pass'];

/** Renders the text format, which every scraper supports, unless the client prefers OpenMetrics. */
async function answerMetrics({ headers }: Call, { metrics }: OpsView): Promise<Reply> {
  const types = [prometheusText.contentType, openMetricsText.contentType] as const;
  const isText = preferredType(headers['accept'], types) === prometheusText.contentType;
  const { contentType, render } = isText ? prometheusText : openMetricsText;
  return {
    headers: { 'Content-Type': contentType, Vary: 'Accept' },
    text: render(await metrics()),
  };
}

/**
 * Renders findings like the servers of Kubernetes: names and statuses with `verbose`, without reasons. Several serving
 * threads are counted.
 */
function answerHealth({ query }: Call, found: readonly Finding[], view: OpsView): Reply {
  const excluded = query.getAll('exclude');
  // An unknown name warns but does not fail, as in kube-apiserver, because probes outlive checks.
  const unknown = excluded.filter((name) => !found.some((finding) => finding.name === name));
  const findings = [
    ...found.filter(({ name }) => !excluded.includes(name)),
    ...unknown.map((name) => ({ name, status: 'warn' as const })),
  ];
  const status =
    WORST.find((word) => findings.some((finding) => finding.status === word)) ?? 'pass';
  const checks = Object.fromEntries(
    findings.map(({ name, status: one }) => [name, [{ status: one }]]),
  );
  const threads = countThreads(view);
  return {
    status: status === 'fail' ? 503 : 200,
    headers: { 'Content-Type': 'application/health+json' },
    json: { status, ...(threads && { threads }), ...(query.has('verbose') && { checks }) },
  };
}
