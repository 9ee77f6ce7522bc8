import { spawn } from 'node:child_process';
import { openSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Certificate } from './certificate.ts';

/** A registry on the loopback address, from which engines pull also without TLS. */
export interface Registry {
  /** `address:port`. */
  readonly host: string;
  /** Folder of its blobs and repositories. */
  readonly storePath: string;
  /** Returns method and path of all requests so far, such as `PUT /v2/...`. */
  readRequests(): readonly string[];
  stop(): void;
}

export interface RegistryOptions {
  /** Lines of htpasswd(1) with bcrypt, if it asks for a user. */
  readonly passwords?: string;
  /** If it has TLS. */
  readonly certificate?: Certificate;
}

/** Starts an empty docker-registry of Debian on a free port. */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const folder = mkdtempSync(join(tmpdir(), 'registry-'));
  const paths = { config: join(folder, 'config.yml'), log: join(folder, 'log') };
  writeFileSync(join(folder, 'htpasswd'), `${options.passwords ?? ''}\n`);
  writeFileSync(paths.config, renderConfig(folder, options));
  const log = openSync(paths.log, 'w'); // a pipe would fill up while a test waits for a program
  const server = spawn('docker-registry', ['serve', paths.config], { stdio: ['ignore', log, log] });
  const readLog = () => readFileSync(paths.log, 'utf8');
  return {
    host: await waitUntilListening(readLog),
    storePath: join(folder, 'store/docker/registry/v2'),
    readRequests: () => [...readLog().matchAll(ACCESS)].map(([, request = '']) => request),
    stop: () => {
      server.kill();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A line of the access log, in the common format of Apache. */
const ACCESS = /^127\.0\.0\.1 .*? "([A-Z]+ \S+) HTTP/gm;

/** @see https://distribution.github.io/distribution/about/configuration/ (JSON is YAML) */
function renderConfig(folder: string, { passwords, certificate }: RegistryOptions): string {
  const htpasswd = { realm: 'test', path: join(folder, 'htpasswd') };
  const tls = { certificate: certificate?.certPath, key: certificate?.keyPath };
  return JSON.stringify({
    version: 0.1,
    ...(passwords !== undefined && { auth: { htpasswd } }),
    storage: { filesystem: { rootdirectory: join(folder, 'store') } },
    http: { addr: '127.0.0.1:0', ...(certificate !== undefined && { tls }) },
  });
}

const ATTEMPTS = 200;

async function waitUntilListening(readLog: () => string): Promise<string> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const [, host] = /listening on (127\.0\.0\.1:\d+)/.exec(readLog()) ?? [];
    if (host !== undefined) return host;
    await setTimeout(50);
  }
  throw new Error(`docker-registry does not listen:\n${readLog()}`);
}
