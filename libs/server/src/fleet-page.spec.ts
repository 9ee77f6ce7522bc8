import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { listMetrics } from '../documents/list-metrics.ts';
import { renderDashboard } from '../documents/render-dashboard.ts';
import { VERSION_PANELS } from '../documents/version-panels.ts';
import { addressesOf } from '../testing/addresses-of.ts';
import { startProgram, type ProgramProcess } from '../testing/start-program.ts';
import { hasTool, startPrometheus, type Prometheus } from '../testing/start-prometheus.ts';
import { until } from '../testing/until.ts';
import { nameOf } from './telemetry/metrics/prometheus-name.ts';

const docs = join(import.meta.dirname, '../../../docs');
const folder = join(docs, 'fleet');
const page = readFileSync(join(docs, 'fleet.md'), 'utf8');
const rules = readFileSync(join(folder, 'alerts.yaml'), 'utf8');
const ruleTests = readdirSync(folder)
  .filter((name) => name.endsWith('.test.yaml'))
  .sort();
const main = join(import.meta.dirname, '../testing/programs/versioned.fixture.ts');

const queries = [...page.matchAll(/```promql\n([^]*?)```/g)].map(([, query = '']) =>
  squeeze(query),
);
const dashboard = JSON.parse(renderDashboard(listMetrics())) as {
  readonly panels: readonly { readonly targets?: readonly { readonly expr: string }[] }[];
};
const shown = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => fill(expr)));

/** Puts the values of this test for the variables of the dashboard. */
function fill(expr: string): string {
  return squeeze(
    expr
      .replaceAll('$__rate_interval', '5m')
      .replaceAll('$job', 'server-vps')
      .replaceAll('$instance', '.*'),
  );
}

/** Removes what PromQL ignores: spaces between its words. */
function squeeze(query: string): string {
  return query
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/(?<=\() | (?=\))/g, '')
    .trim();
}

/** Names in PromQL of every series that the server has. */
const names = new Set(
  listMetrics().flatMap((metric) => {
    const name = nameOf(metric);
    if (metric.kind === 'histogram')
      return ['bucket', 'count', 'sum'].map((end) => `${name}_${end}`);
    return metric.kind === 'counter' ? [`${name}_total`] : [name];
  }),
);

describe('docs/fleet.md', () => {
  it('has the queries of the first row of the dashboard, in its order', () => {
    expect(queries).toEqual(
      VERSION_PANELS.flatMap(({ targets }) => targets.map(({ expr }) => fill(expr))),
    );
  });

  it.each([
    ['the alerts', [rules]],
    ['the dashboard', shown],
  ])('uses in %s only metrics that exist', (_where, texts) => {
    const used = texts.flatMap((text) => text.match(/\b[a-z]\w+(?=\{)/g) ?? []);
    expect(used.length).toBeGreaterThan(10);
    expect(used.filter((name) => name !== 'up' && !names.has(name))).toEqual([]);
  });

  it('shows each metric of the server in the dashboard', () => {
    const text = shown.join('\n');
    const missing = listMetrics().filter((metric) => !text.includes(nameOf(metric)));
    expect(missing).toEqual([]);
  });

  it('tests each alert in a scenario in which it fires', () => {
    const scenarios = ruleTests.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
    const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);
    expect(alerts).toHaveLength(17);
    for (const alert of alerts) expect(scenarios).toContain(`alertname="${alert}"`);
  });
});

const hasPromtool = hasTool('promtool', process.env);

(hasPromtool ? describe : describe.skip)(
  `promtool${hasPromtool ? '' : ' (prometheus not installed)'}`,
  () => {
    it.each([
      ['check', ['alerts.yaml']],
      ['test', ruleTests],
    ])('accepts the alerts: %s rules', (verb, files) => {
      const { status, stdout } = spawnSync('promtool', [verb, 'rules', ...files], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect([status, stdout]).toEqual([0, expect.stringContaining('SUCCESS')]);
      expect(page).toContain(stdout.trim());
    });
  },
);

interface Result {
  readonly status: string;
  readonly data?: {
    readonly result: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly value: readonly [number, string];
    }[];
  };
}

const hasPrometheus = hasTool('prometheus', process.env);

(hasPrometheus ? describe : describe.skip)(
  `a Prometheus that scrapes an old version and a failing canary${hasPrometheus ? '' : ' (prometheus not installed)'}`,
  () => {
    const programs: ProgramProcess[] = [];
    let prometheus: Prometheus;
    let isLoaded = true;
    let load: Promise<unknown>;

    async function start(
      env: Readonly<Record<string, string>>,
    ): Promise<Readonly<Record<'http' | 'ops', string>>> {
      const program = startProgram(main, { env: { OPS_PORT: '0', LOG_LEVEL: 'info', ...env } });
      programs.push(program);
      return addressesOf(program, ['http', 'ops']);
    }

    async function keepLoading(address: string): Promise<void> {
      while (isLoaded) await (await fetch(`http://${address}/work`)).text();
    }

    async function valuesOf(query: string): Promise<readonly (readonly [string, number])[]> {
      const { data } = (await prometheus.ask(`query?query=${encodeURIComponent(query)}`)) as Result;
      const values = data?.result.map(
        ({ metric, value }) => [metric['service_version'] ?? '', Number(value[1])] as const,
      );
      return (values ?? []).sort(([a], [b]) => (a < b ? -1 : 1));
    }

    beforeAll(async () => {
      const servers = await Promise.all([
        start({ VERSION: '1.0.0' }),
        start({ VERSION: '1.1.0', FAILS: 'true' }),
      ]);
      load = Promise.all(servers.map(({ http }) => keepLoading(http)));
      const ruleFiles = [join(folder, 'alerts.yaml')];
      prometheus = await startPrometheus(
        servers.map(({ ops }) => ops),
        ruleFiles,
      );
    }, 60_000);
    afterAll(async () => {
      isLoaded = false;
      await load;
      for (const program of programs) program.kill('SIGKILL');
      await prometheus[Symbol.asyncDispose]();
    });

    it.each(queries)('has a value for each version: %s', async (query) => {
      await until(async () => {
        const values = await valuesOf(query);
        return values.length === 2 && values.every(([, value]) => Number.isFinite(value));
      });
      expect((await valuesOf(query)).map(([version]) => version)).toEqual(['1.0.0', '1.1.0']);
    });

    it('tells the failing version from the other', async () => {
      const share = queries.find((query) => query.includes('"5.."')) ?? '';
      await until(async () => ((await valuesOf(share))[1]?.[1] ?? 0) > 0.4);
      expect((await valuesOf(share))[0]).toEqual(['1.0.0', 0]);
    });

    it('understands every query of the dashboard', async () => {
      const asked = shown.map(async (query) =>
        prometheus.ask(`query?query=${encodeURIComponent(query)}`),
      );
      const answers = (await Promise.all(asked)) as readonly Result[];
      expect(shown.filter((_query, index) => answers[index]?.status !== 'success')).toEqual([]);
    });

    it('evaluates every alert without an error', async () => {
      interface Rules {
        readonly data: { readonly groups: readonly { readonly rules: readonly Rule[] }[] };
      }
      type Rule = Readonly<Record<'name' | 'health' | 'state', string>>;
      const rulesNow = async (): Promise<readonly Rule[]> =>
        ((await prometheus.ask('rules')) as Rules).data.groups.flatMap((group) => group.rules);
      await until(async () =>
        (await rulesNow()).some(
          ({ name, state }) => name === 'VersionFails' && state === 'pending',
        ),
      );
      expect((await rulesNow()).filter(({ health }) => health !== 'ok')).toEqual([]);
    });
  },
);
