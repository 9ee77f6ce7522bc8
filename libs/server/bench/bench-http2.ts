/**
 * `npx nx run server:bench-http2`: compares GET / by HTTP/2 over TLS to node:http2 alone and to Go's net/http,
 * which speaks it over TLS by itself. h2load of Debian's nghttp2-client is the client. With `--quick`, two short
 * rounds take less than a minute.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificate } from '../testing/make-certificate.ts';
import { buildGoPeer } from './build-go-peer.ts';
import { isQuickRun } from './is-quick.ts';
import { h2load } from './load-clients.ts';
import { bundlePeer } from './node-peer.ts';
import { describeLoad, renderTable } from './render-table.ts';
import { runRounds } from './run-rounds.ts';

const isQuick = isQuickRun(process.argv);
const ROUNDS = { roundCount: isQuick ? 2 : 5, seconds: isQuick ? 2 : 4, connectionCount: 8 };
const FIRST_PORT = 17_400;

/** h2load opens no connection again, and the other servers end none. */
const served = { HTTP2: 'on', MAX_REQUESTS_PER_CONNECTION: '1000000000' };

const peers = join(import.meta.dirname, 'peers');
const command = join(import.meta.dirname, '../../../dist/apps/server-vps/server-vps');
const folder = mkdtempSync(join(tmpdir(), 'bench-http2-'));
const before = loadavg();
try {
  const { certPath, keyPath } = makeCertificate(folder, 'localhost');
  const env = { TLS_CERT_FILE: certPath, TLS_KEY_FILE: keyPath };
  const bare = { ...bundlePeer('bare node:http2', join(peers, 'bare-http2.ts'), folder), env };
  const sameFields = bundlePeer(
    'bare node:http2, the same fields',
    join(peers, 'fields-http2.ts'),
    folder,
  );
  const source = join(peers, 'go/main.go');
  const contenders = [
    { name: 'server-vps, HTTP2=on', command, args: [], env: { ...env, ...served } },
    bare,
    { ...sameFields, env },
    ...buildGoPeer('Go net/http', { source, folder }).map((peer) => ({ ...peer, env })),
  ];
  const load = { ...ROUNDS, path: '/', port: FIRST_PORT, client: h2load };
  console.log(`\n${renderTable(await runRounds(contenders, load), bare)}`);
  console.log(describeLoad(before, loadavg()));
} finally {
  rmSync(folder, { recursive: true });
}
