/**
 * `npx nx run server:bench`: this server, with all it does for a request, beside the least that
 * Node, Express and Go can do and beside the stack that most Express servers are made of. Contenders
 * take turns, so that what else the machine does meets all alike.
 */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Contender, Figures } from './contender.ts';
import { measure } from './measure.ts';
import { renderTable } from './render-table.ts';

const ROUND_COUNT = 5;
const LOAD = { seconds: 4, connectionCount: 32, path: '/' };
const FIRST_PORT = 17_100;

const peers = join(import.meta.dirname, 'peers');
const bundle = join(import.meta.dirname, '../../../../dist/apps/server-vps/bundle/main.cjs');
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const collector = createServer((request, response) => {
  request.resume().on('end', () => response.end('{}'));
}).listen(0, '127.0.0.1');
await once(collector, 'listening');

function node(name: string, path: string, env = {}): Contender {
  return { name, command: process.execPath, args: [path], env };
}

/** The Go peer, built on the spot; none where there is no Go. */
function goPeer(): readonly Contender[] {
  const command = join(folder, 'peer');
  const source = join(peers, 'go/main.go');
  try {
    execFileSync('go', ['build', '-o', command, source], { stdio: 'inherit' });
  } catch (error) {
    console.log(`Without Go's net/http: ${String(error)}`);
    return [];
  }
  return [{ name: 'Go net/http', command, args: [] }];
}

const tracing = {
  OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
  OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
  OTEL_TRACES_SAMPLER_ARG: '0.1',
};
const bareExpress = node('bare Express 5', join(peers, 'bare-express.ts'));
const contenders = [
  node('server-vps', bundle),
  node('server-vps, tracing a tenth', bundle, tracing),
  node('bare node:http', join(peers, 'bare-node.ts')),
  bareExpress,
  node('express, helmet, pino-http, prom-client', join(peers, 'usual-stack.ts')),
  ...goPeer(),
];
const runs = new Map(contenders.map((contender) => [contender, [] as Figures[]]));
try {
  for (let round = 1; round <= ROUND_COUNT; round += 1) {
    console.log(`Round ${round} of ${ROUND_COUNT} ...`);
    for (const [index, contender] of contenders.entries())
      runs.get(contender)?.push(await measure(contender, { ...LOAD, port: FIRST_PORT + index }));
  }
  console.log(`\n${renderTable(runs, bareExpress)}`);
} finally {
  collector.close();
  rmSync(folder, { recursive: true });
}
