import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, utimesSync, writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer, request } from 'node:https';
import { join } from 'node:path';
import { createFilesSandbox, MODIFIED, type FilesSandbox } from '../../testing/files-sandbox.ts';
import { makeCertificate } from '../../testing/make-certificate.ts';
import { startApp, type RunningApp } from '../../testing/start-app.ts';

const SETTLED_MS = 2_000;
/** More than the kernel takes for a client that does not read. */
const bytes = Buffer.alloc(12 * 1024 ** 2, 'tscratch');

let sandbox: FilesSandbox;
let app: RunningApp;
let nowMs: number;

beforeEach(async () => {
  sandbox = createFilesSandbox();
  nowMs = 0;
  const { certPath, keyPath } = makeCertificate(sandbox.path, 'own');
  const pair = { cert: readFileSync(certPath), key: readFileSync(keyPath) };
  const path = join(sandbox.site, 'large.bin');
  writeFileSync(path, bytes);
  utimesSync(path, new Date(MODIFIED), new Date(MODIFIED));
  app = await startApp({
    filesRoot: sandbox.site,
    monotonicMs: () => nowMs,
    settings: { shedLoopDelayMs: 0 }, // the clock jumps
    createNodeServer: (options, listener) => createServer({ ...options, ...pair }, listener),
  });
});
afterEach(async () => {
  await app[Symbol.asyncDispose]();
  sandbox[Symbol.dispose]();
});

async function get(): Promise<IncomingMessage> {
  const to = { host: '127.0.0.1', port: app.port, rejectUnauthorized: false, agent: false };
  const sent = request({ ...to, path: '/large.bin' }).end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return response;
}

async function digestOf(response: AsyncIterable<Buffer>): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of response) digest.update(chunk);
  return digest.digest('hex');
}

describe('a file in memory under TLS', () => {
  it('is encrypted as fast as its client reads, and not into memory of each connection', async () => {
    await digestOf(await get());
    nowMs += SETTLED_MS;
    await digestOf(await get());
    const requested = once(app.server, 'request') as Promise<[IncomingMessage]>;
    const slow = get();
    const [{ socket }] = await requested;
    await slow;
    expect(socket.writableLength).toBeLessThan(1024 ** 2);
    expect(await digestOf(await slow)).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(app.managed.filesCache?.state()).toMatchObject({ files: 1, hits: 1 });
  });
});
