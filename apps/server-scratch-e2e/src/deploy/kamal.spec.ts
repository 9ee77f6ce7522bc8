import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { startServer } from '@tscratch/tools/testing/container';
import { describeWith, needPrograms } from '@tscratch/tools/testing/describe-with';
import { describeWithEngine } from '@tscratch/tools/testing/engine';
import { runProgram, tryProgram } from '@tscratch/tools/testing/program';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import { loadImage } from '../load-image.ts';

interface Configuration {
  readonly servers: { readonly web: { readonly options: Readonly<Record<string, unknown>> } };
  readonly builder: { readonly context: string; readonly dockerfile: string };
  readonly proxy: { readonly app_port: number; readonly healthcheck: { readonly path: string } };
  readonly env: { readonly clear: Readonly<Record<string, unknown>> };
  readonly volumes: readonly string[];
}

const path = 'apps/server-scratch/deploy/kamal/deploy.yml';
const text = readFileSync(join(workspacePath, path), 'utf8');
const { servers, builder, proxy, env, volumes } = parse(text) as Configuration;

describeWith(needPrograms('kamal'), 'kamal', () => {
  it('accepts the configuration', () => {
    const args = ['config', `--config-file=${path}`, '--version=1'];
    const { exitCode, stdout } = tryProgram('kamal', args, { cwd: workspacePath });
    expect([exitCode, stdout]).toEqual([
      0,
      expect.stringContaining('localhost:5555/server-scratch:1'),
    ]);
  }, 60_000);
});

describeWithEngine('a server as Kamal runs it', (engine) => {
  const { options } = servers.web;
  const flags = Object.entries(options).map(([name, value]) => `--${name}=${String(value)}`);

  it('answers the health check on the port of the application, and stops in time', async () => {
    const server = await startServer(engine, {
      image: loadImage(engine),
      environment: Object.fromEntries(
        Object.entries(env.clear).map(([name, value]) => [name, String(value)]),
      ),
      volumes,
      flags,
    });
    try {
      expect(proxy.app_port).toBe(8080);
      const { status } = await fetch(`${server.url}${proxy.healthcheck.path}`);
      expect(status).toBe(200);
      const config = runProgram(engine, ['exec', server.id, '/server', 'config']);
      const [, drainMs] = /^DRAIN_TIMEOUT_MS=(\d+)/m.exec(config) ?? [];
      expect(Number(options['stop-timeout']) * 1000).toBeGreaterThan(Number(drainMs));
    } finally {
      runProgram(engine, ['rm', '--force', '--volumes', server.id]);
      tryProgram(engine, ['volume', 'rm', String(volumes[0]?.split(':')[0])]);
    }
  }, 60_000);

  it('is built from the layers that the build wrote', () => {
    const dockerfile = readFileSync(join(workspacePath, builder.dockerfile), 'utf8');
    for (const [, layer] of dockerfile.matchAll(/^ADD (\S+) \/$/gm))
      expect(
        readFileSync(join(workspacePath, builder.context, String(layer))).length,
      ).toBeGreaterThan(0);
  });
});
