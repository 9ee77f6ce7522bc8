import { findReadiness, findStartup, isAnswering } from '../../health/health.ts';
import type { Reply, Route } from '../../server/route.ts';
import {
  anything,
  count,
  flag,
  listOf,
  mapOf,
  number,
  objectOf,
  oneWord,
  orNull,
  text,
  time,
} from '../../server/schema.ts';
import { readRelease } from '../../../world/read-release.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { describeMetrics } from '../describe-metrics.ts';

/** Creates the routes that describe the program and its state; only the metrics need the main thread. */
export function createOverviewRoutes(deps: AdminDeps): readonly Route[] {
  const { view, auditEvents } = deps;
  const vars = {
    returns: describeVars,
    answer: async (): Promise<Reply> => ({ json: describeMetrics(await view.metrics()) }),
  };
  return [
    row(
      '/info',
      'Shows the program with its revision and build time, the runtime with the age of its Node, the process and its limits',
      { returns: describeInfo, answer: () => ({ json: describe(deps) }) },
    ),
    row(
      '/health',
      'Shows liveness, readiness, each check with its reason, and each of several serving threads',
      { returns: describeFindings, answer: () => ({ json: describeHealth(deps) }) },
    ),
    row('/vars', 'Shows all metrics as JSON', vars),
    row('/debug/vars', "Same as /vars, at the path of Go's expvar", vars),
    row('/audit', 'Shows the latest 200 calls that changed something or were denied', {
      returns: describeEvents,
      answer: () => ({ json: { events: auditEvents() } }),
    }),
  ];
}

function row(path: string, summary: string, rest: Pick<Route, 'answer' | 'returns'>): Route {
  return { method: 'GET', path, access: 'read', summary, query: [], ...rest };
}

const describeInfo = () =>
  objectOf({
    build: objectOf({ name: text, version: text, 'revision?': text, 'created?': time }),
    runtime: objectOf({
      node: text,
      v8: text,
      openssl: text,
      'nodeReleased?': text,
      'nodeAgeDays?': count,
    }),
    process: objectOf({ pid: count, uptimeSeconds: count, argv0: text }),
    limits: objectOf({ nofile: orNull(count), memory: count }),
    capabilities: listOf(text),
  });

const STATUS = oneWord(['pass', 'warn', 'fail']);

const describeFindings = () =>
  objectOf({
    status: STATUS,
    version: text,
    phase: oneWord(['starting', 'ready', 'draining', 'stopping']),
    heartbeatAgeMs: count,
    checks: mapOf(listOf(objectOf({ status: STATUS, 'output?': text }))),
    'threads?': listOf(
      objectOf({
        thread: count,
        state: text,
        answering: flag,
        heartbeatAgeMs: orNull(count),
        replacements: count,
      }),
    ),
  });

const describeEvents = () =>
  objectOf({
    events: listOf(
      objectOf({
        time,
        actor: orNull(text),
        role: oneWord(['read', 'write', null]),
        method: text,
        path: text,
        status: count,
        'before?': anything,
        'after?': anything,
      }),
    ),
  });

/** Each metric is a number, null, or a list of its series. */
const describeVars = () => mapOf({ anyOf: [orNull(number), listOf({ type: 'object' })] });

function describe({ program, world, more }: AdminDeps) {
  const { pid, argv0, versions, memoryLimitBytes } = world.identity();
  const { node, v8, openssl } = versions;
  const { nodeReleased, ...release } = readRelease(world);
  return {
    build: { ...program, ...release },
    runtime: { node, v8, openssl, ...describeAge(nodeReleased, world.now()) },
    process: { pid, uptimeSeconds: Math.round(world.usage().uptimeSeconds), argv0 },
    limits: { nofile: world.openFilesLimit() ?? null, memory: memoryLimitBytes },
    capabilities: more.map(({ method, path }) => `${method} ${path}`),
  };
}

/** Says how old Node is, by the clock of this machine; nothing if the build recorded no day. */
function describeAge(nodeReleased: string | undefined, now: Date) {
  if (nodeReleased === undefined) return {};
  const days = Math.floor((now.getTime() - Date.parse(nodeReleased)) / DAY_MS);
  return { nodeReleased, nodeAgeDays: Math.max(0, days) };
}

const DAY_MS = 24 * 60 * 60 * 1000;

function describeHealth({ view, program: { version } }: AdminDeps) {
  const { phase, readiness } = view.standing();
  const reasons = new Map(readiness.checks.map(({ name, reason }) => [name, reason]));
  const findings = [...findStartup(view), ...findReadiness(view)];
  const checks = findings.map(({ name, status }) => {
    const output = reasons.get(name);
    return [name, [{ status, ...(output !== undefined && { output }) }]] as const;
  });
  const isFailing = findings.some(({ status }) => status === 'fail');
  const isWarning = findings.some(({ status }) => status === 'warn');
  return {
    status: isFailing ? 'fail' : isWarning ? 'warn' : 'pass',
    version,
    phase,
    heartbeatAgeMs: Math.round(view.heartbeatAgeMs()),
    checks: Object.fromEntries(checks),
    ...describeThreads(view),
  };
}

/** Describes each serving thread; nothing if the main thread serves. */
function describeThreads(view: AdminDeps['view']) {
  const threads = view.threads?.().map((thread) => {
    const { index, state, beatAgeMs, replacements } = thread;
    const isRunning = state !== 'absent';
    return {
      thread: index,
      state,
      answering: isAnswering(thread, view),
      heartbeatAgeMs: isRunning ? Math.round(beatAgeMs) : null,
      replacements,
    };
  });
  return threads && { threads };
}
