import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { makeCertificate } from './make-certificate.ts';
import { until } from './until.ts';

const VERSION = 'v2.10.3';
const MODULE = `github.com/letsencrypt/pebble/v2/cmd`;
/** Kept from one run to the next: building takes a quarter of a minute, and the first time another for what it downloads. */
const programs = join(tmpdir(), `pebble-${VERSION}`);

/** Builds Pebble, the ACME server for tests, and its DNS server; returns why it cannot, or undefined. */
export function buildPebble(): string | undefined {
  if (existsSync(programs)) return undefined;
  const built = mkdtempSync(join(tmpdir(), 'pebble-build-'));
  const packages = ['pebble', 'pebble-challtestsrv'].map((name) => `${MODULE}/${name}@${VERSION}`);
  try {
    const command = [`GOBIN=${built}`, 'go', 'install', ...packages];
    execFileSync('env', command, { stdio: 'pipe', timeout: 240_000 });
    renameSync(built, programs);
    return undefined;
  } catch (error) {
    if (existsSync(programs)) return undefined; // another spec was faster
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    return `Pebble cannot be built: ${reason}`;
  }
}

/** Returns free ports of the loopback interface. */
export async function findPorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  for (const server of servers) server.close();
  return ports;
}

export interface PebbleOptions {
  readonly folder: string;
  /** Ports at which it connects to the servers that it checks. */
  readonly httpPort: number;
  readonly tlsPort: number;
  /** Port of its directory; default: a free one. */
  readonly port?: number;
  /** Keys of external accounts, by identifier; set, it takes no other accounts. */
  readonly externalAccounts?: Readonly<Record<string, string>>;
}

/** A running Pebble, for which every name leads to 127.0.0.1. */
export interface Pebble extends Disposable {
  /** URL of its directory. */
  readonly url: string;
  /** Path of the CA certificate of that URL. */
  readonly caPath: string;
  /** CA certificate of what it issues, in PEM. */
  readonly readRoot: () => Promise<string>;
  /** Suggests to renew a certificate in a window: RFC 9773. */
  readonly suggestRenewal: (
    certificate: string,
    window: { start: Date; end: Date },
  ) => Promise<void>;
  /** Returns what it has logged so far. */
  readonly log: () => string;
}

/** It rejects three of ten nonces, checks every name again for each order, and does not wait before it does. */
const ENVIRONMENT = {
  PEBBLE_VA_NOSLEEP: '1',
  PEBBLE_WFE_NONCEREJECT: '30',
  PEBBLE_AUTHZREUSE: '0',
};

/** Starts Pebble and a DNS server for it. */
export async function startPebble(options: PebbleOptions): Promise<Pebble> {
  const { folder, httpPort, tlsPort, externalAccounts } = options;
  const [freePort = 0, managementPort = 0, dnsPort = 0, dnsManagementPort = 0] = await findPorts(4);
  const { port = freePort } = options;
  // One that starts again on the same port has the same certificate.
  const [certPath, keyPath] = [join(folder, 'pebble.crt'), join(folder, 'pebble.key')];
  if (!existsSync(certPath)) makeCertificate(folder, 'pebble');
  const configPath = join(folder, 'pebble.json');
  const config = {
    listenAddress: `127.0.0.1:${port}`,
    managementListenAddress: `127.0.0.1:${managementPort}`,
    certificate: certPath,
    privateKey: keyPath,
    httpPort,
    tlsPort,
    retryAfter: { authz: 1, order: 1 },
    profiles: { default: { description: 'for tests', validityPeriod: 7_776_000 } },
    externalAccountBindingRequired: externalAccounts !== undefined,
    externalAccountMACKeys: externalAccounts,
  };
  writeFileSync(configPath, JSON.stringify({ pebble: config }));
  const children: ChildProcess[] = [];
  let written = '';
  const run = (name: string, args: readonly string[]): void => {
    const child = spawn(join(programs, name), args, {
      env: ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (piece: string) => (written += piece));
    children.push(child);
  };
  const off = ['-http01', '', '-https01', '', '-tlsalpn01', '', '-doh', '', '-defaultIPv6', ''];
  const dns = [
    '-dnsserver',
    `127.0.0.1:${dnsPort}`,
    '-management',
    `127.0.0.1:${dnsManagementPort}`,
  ];
  run('pebble-challtestsrv', [...off, ...dns]);
  run('pebble', ['-config', configPath, '-strict', '-dnsserver', `127.0.0.1:${dnsPort}`]);
  const call = (url: string, body?: string) => callAuthority(url, certPath, body);
  const url = `https://localhost:${port}/dir`;
  await until(() =>
    call(url).then(
      () => true,
      () => false,
    ),
  );
  return {
    url,
    caPath: certPath,
    readRoot: () => call(`https://localhost:${managementPort}/roots/0`),
    suggestRenewal: async (certificate, suggestedWindow) => {
      const ariResponse = JSON.stringify({ suggestedWindow });
      await call(
        `https://localhost:${managementPort}/set-renewal-info/`,
        JSON.stringify({ certificate, ariResponse }),
      );
    },
    log: () => written,
    [Symbol.dispose]: () => {
      for (const child of children) child.kill('SIGKILL');
      rmSync(configPath, { force: true });
    },
  };
}

async function callAuthority(url: string, caPath: string, body?: string): Promise<string> {
  const method = body === undefined ? 'GET' : 'POST';
  const headers = { 'User-Agent': 'spec' };
  const options = { ca: readFileSync(caPath), agent: false, method, headers };
  const [response] = (await once(request(url, options).end(body), 'response')) as [IncomingMessage];
  const answer = await text(response);
  if (response.statusCode !== 200) throw new Error(`${method} ${url}: ${answer}`);
  return answer;
}
