import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer, request } from 'node:https';
import { SETTLED_MS, startFilesServer, type FilesServer } from '../../testing/files-server.ts';
import { makeCertificate } from '../../testing/make-certificate.ts';

/** More than the kernel takes for a client that does not read. */
const bytes = Buffer.alloc(12 * 1024 ** 2, 'tscratch');

let server: FilesServer;

beforeEach(async () => {
  server = await startFilesServer(({ path }) => {
    const { certPath, keyPath } = makeCertificate(path, 'own');
    const pair = { cert: readFileSync(certPath), key: readFileSync(keyPath) };
    return {
      createNodeServer: (options, listener) => createServer({ ...options, ...pair }, listener),
    };
  });
  server.write('large.bin', bytes);
});
afterEach(() => server[Symbol.asyncDispose]());

async function get(): Promise<IncomingMessage> {
  const to = { host: '127.0.0.1', port: server.app.port, rejectUnauthorized: false, agent: false };
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
    server.nowMs += SETTLED_MS;
    await digestOf(await get());
    const requested = once(server.app.server, 'request') as Promise<[IncomingMessage]>;
    const slow = get();
    const [{ socket }] = await requested;
    await slow;
    expect(socket.writableLength).toBeLessThan(1024 ** 2);
    expect(await digestOf(await slow)).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(server.app.managed.filesCache?.state()).toMatchObject({ files: 1, hits: 1 });
  });
});
