import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until.ts';

/** Whether a program of Debian's package `prometheus` is installed; in CI it has to be, so that its tests fail without it. */
export function hasTool(
  name: 'prometheus' | 'promtool',
  { CI }: Readonly<Record<string, string | undefined>>,
): boolean {
  return CI === 'true' || spawnSync(name, ['--version']).status === 0;
}

/** A Prometheus that scrapes once a second; disposing of it ends it and removes its data. */
export interface Prometheus extends AsyncDisposable {
  /** Returns the JSON of its HTTP API, for example of `query?query=up`. */
  readonly ask: (path: string) => Promise<unknown>;
}

/**
 * Starts a real Prometheus.
 *
 * @param targets Addresses that its job `server-vps` scrapes.
 * @param ruleFiles Files of rules, evaluated once a second.
 * @throws {Error} if it is not ready in time.
 */
export async function startPrometheus(
  targets: readonly string[],
  ruleFiles: readonly string[] = [],
): Promise<Prometheus> {
  const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
  const config = {
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    rule_files: ruleFiles,
    scrape_configs: [{ job_name: 'server-vps', static_configs: [{ targets }] }],
  };
  writeFileSync(join(folder, 'prometheus.yml'), JSON.stringify(config)); // YAML too
  const origin = `127.0.0.1:${await unusedPort()}`;
  const prometheus = spawn(
    'prometheus',
    [
      `--config.file=${folder}/prometheus.yml`,
      `--storage.tsdb.path=${folder}/data`,
      `--web.listen-address=${origin}`,
      '--enable-feature=exemplar-storage',
    ],
    { stdio: 'ignore' },
  );
  const exited = once(prometheus, 'exit');
  async function stop(): Promise<void> {
    prometheus.kill('SIGKILL');
    await exited;
    rmSync(folder, { recursive: true });
  }
  try {
    await until(
      async () => (await fetch(`http://${origin}/-/ready`).catch(() => undefined))?.ok === true,
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    ask: async (path) => (await fetch(`http://${origin}/api/v1/${path}`)).json(),
    [Symbol.asyncDispose]: stop,
  };
}

async function unusedPort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}
