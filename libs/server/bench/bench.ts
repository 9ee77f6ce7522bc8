/**
 * `npx nx run server:bench`: compares this server, with everything it does for a request, to minimal
 * servers in Node, Express and Go, and to servers in Express, Fastify and Go that log and measure too.
 * Contenders take turns, so that other load on the machine affects all of them equally. With `--quick`, two
 * short rounds take less than five minutes.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildGoPeer } from './build-go-peer.ts';
import type { Contender } from './contender.ts';
import { isQuickRun } from './is-quick.ts';
import { bundlePeer, installPeer } from './node-peer.ts';
import { describeLoad, renderTable } from './render-table.ts';
import { runRounds } from './run-rounds.ts';

const isQuick = isQuickRun(process.argv);
const ROUND_COUNT = isQuick ? 2 : 5;
const LOAD = { seconds: isQuick ? 2 : 4, connectionCount: 32, path: '/' };
const FIRST_PORT = 17_100;
const OPS_PORT = 17_099;

const peers = join(import.meta.dirname, 'peers');
const program = join(import.meta.dirname, '../../../dist/apps/server-vps/server-vps');
const folder = mkdtempSync(join(tmpdir(), 'bench-'));
const collector = createServer((request, response) => {
  request.resume().on('end', () => response.end('{}'));
}).listen(0, '127.0.0.1');
await once(collector, 'listening');

function node(name: string, file: string): Contender {
  return bundlePeer(name, join(peers, file), folder);
}

const tracing = {
  OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`,
  OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
  OTEL_TRACES_SAMPLER_ARG: '0.1',
};
const scraped = { OPS_PORT: String(OPS_PORT), ADMIN_SOCKET: join(folder, 'admin.sock') };
const scraper = setInterval(() => {
  // Fails while another contender runs, because nothing listens on the port then.
  void fetch(`http://127.0.0.1:${OPS_PORT}/metrics`).then((response) => response.text(), String);
}, 1_000);
const bareExpress = node('bare Express 5', 'bare-express.ts');
const contenders = [
  { name: 'server-vps', command: program, args: [] },
  { name: 'server-vps, scraped each second', command: program, args: [], env: scraped },
  { name: 'server-vps, tracing a tenth', command: program, args: [], env: tracing },
  node('bare node:http', 'bare-node.ts'),
  bareExpress,
  node('express, helmet, pino-http, prom-client', 'usual-stack.ts'),
  ...installPeer('Fastify 5, its logger, prom-client', join(peers, 'fastify/server.cjs'), folder),
  ...buildGoPeer('Go net/http', { source: join(peers, 'go/main.go'), folder }),
  ...buildGoPeer('Go, slog, client_golang', { source: join(peers, 'go-duties/main.go'), folder }),
];
const before = loadavg();
try {
  const runs = await runRounds(contenders, { ...LOAD, roundCount: ROUND_COUNT, port: FIRST_PORT });
  console.log(`\n${renderTable(runs, bareExpress)}\n${describeLoad(before, loadavg())}`);
} finally {
  clearInterval(scraper);
  collector.close();
  rmSync(folder, { recursive: true });
}
