/**
 * `npx nx run server:bench-files`: compares the file server, with its log and limits, to express.static
 * on the same Node, to Go's http.FileServer and to Caddy with its access log, for a small, a medium and a
 * large file. With `--quick`, one short round takes less than two minutes.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildGoPeer } from './build-go-peer.ts';
import { caddyPeer } from './caddy-peer.ts';
import { isQuickRun } from './is-quick.ts';
import { bundlePeer } from './node-peer.ts';
import { describeLoad, renderTable } from './render-table.ts';
import { runRounds } from './run-rounds.ts';

const isQuick = isQuickRun(process.argv);
/**
 * Few connections, because each waits for the 10 MB of all others, and wrk times out after two seconds.
 * The warm-up takes half as long as the load, rounded up: three seconds, so that caches are filled.
 */
const ROUNDS = { roundCount: isQuick ? 1 : 5, seconds: 5, connectionCount: 8 };
const FIRST_PORT = 17_200;
const SIZES = { '1 kB': 1_000, '100 kB': 100_000, '10 MB': 10_000_000 };

const bundle = join(import.meta.dirname, '../../../dist/apps/server-vps/bundle/main.cjs');
const peers = join(import.meta.dirname, 'peers');
const folder = mkdtempSync(join(tmpdir(), 'bench-files-'));
const root = join(folder, 'root');
const node = { command: process.execPath, env: { FILES_ROOT: root } };
const expressStatic = {
  ...bundlePeer('express.static', join(peers, 'express-static.ts'), folder),
  env: node.env,
};
const before = loadavg();
try {
  mkdirSync(root);
  const source = join(peers, 'go-files/main.go');
  const contenders = [
    { ...node, name: 'server-vps', args: [bundle] },
    {
      ...node,
      name: 'server-vps, FILES_CACHE_BYTES=0',
      args: [bundle],
      env: { ...node.env, FILES_CACHE_BYTES: '0' },
    },
    expressStatic,
    ...buildGoPeer('Go http.FileServer', { source, folder }).map((peer) => ({ ...node, ...peer })),
    ...caddyPeer('Caddy with its access log', { root, folder }),
  ];
  for (const [size, byteCount] of Object.entries(SIZES)) {
    writeFileSync(join(root, 'file.txt'), Buffer.alloc(byteCount, size));
    const load = { ...ROUNDS, path: '/file.txt', port: FIRST_PORT };
    const runs = await runRounds(contenders, load);
    console.log(`\nA file of ${size}\n\n${renderTable(runs, expressStatic)}`);
  }
  console.log(describeLoad(before, loadavg()));
} finally {
  rmSync(folder, { recursive: true });
}
