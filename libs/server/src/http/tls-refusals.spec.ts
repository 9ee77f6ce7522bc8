import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { connect as connectByTls, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { RequestHandler } from 'express';
import { makeCertificate } from '../../testing/make-certificate.ts';
import { readMetric } from '../../testing/read-metric.ts';
import { startApp, type RunningApp } from '../../testing/start-app.ts';
import { until } from '../../testing/until.ts';

const folder = mkdtempSync(join(tmpdir(), 'refusals-'));
const { certPath, keyPath } = makeCertificate(folder, 'own');
const pair = { cert: readFileSync(certPath), key: readFileSync(keyPath) };

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function startByTls(
  timeouts: { handshakeTimeout?: number; headersTimeoutMs?: number } = {},
  routes?: RequestHandler,
): Promise<RunningApp> {
  const { headersTimeoutMs = 10_000, handshakeTimeout = 10_000 } = timeouts;
  const own = { ...pair, minVersion: 'TLSv1.2', handshakeTimeout } as const;
  return startApp({
    settings: { headersTimeoutMs },
    createNodeServer: (options, listener) => createServer({ ...options, ...own }, listener),
    ...(routes === undefined ? {} : { routes }),
  });
}

function opened(port: number, bytes = ''): Socket {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  socket.write(bytes);
  return socket;
}

function secured(port: number, options: ConnectionOptions = {}): TLSSocket {
  return connectByTls({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options });
}

async function refused(app: RunningApp): Promise<unknown> {
  await until(() => app.log().length > 0);
  return app.log()[0];
}

const GET = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

describe('a server with TLS', () => {
  it.each([GET, `POST /${'x'.repeat(5_000)} HTTP/1.1\r\n\r\n`])(
    'answers plain HTTP with 400 and a sentence, and notes it: %.10j',
    async (bytes) => {
      await using app = await startByTls();
      const answer = await text(opened(app.port, bytes));
      expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^]*\r\nConnection: close\r\n/);
      expect(answer).toMatch(
        /\r\n\r\nThis port speaks HTTPS; the request was HTTP\. Use https:\/\/ in the URL\.\n$/,
      );
      expect(await refused(app)).toMatchObject({
        level: 'info',
        logger: 'http',
        reason: 'plain_http',
        status: 400,
        clientAddress: '127.0.0.1',
        msg: 'refused',
      });
    },
  );

  it.each<[string, string, string, ConnectionOptions]>([
    ['tls_alpn', 'ERR_SSL_NO_APPLICATION_PROTOCOL', 'a client of HTTP/2', { ALPNProtocols: ['h2'] }], // prettier-ignore
    ['tls_version', 'ERR_SSL_UNSUPPORTED_PROTOCOL', 'TLS 1.1', { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }], // prettier-ignore
    ['tls', 'ERR_SSL_NO_SHARED_CIPHER', 'no common cipher', { maxVersion: 'TLSv1.2', ciphers: 'AES128-SHA256' }], // prettier-ignore
  ])('notes as %s, %s: %s', async (reason, code, _, options) => {
    await using app = await startByTls();
    const client = secured(app.port, options);
    await once(client, 'error'); // the alert
    const line = await refused(app);
    expect(line).toMatchObject({ reason, code, clientAddress: '127.0.0.1', msg: 'refused' });
    expect(line).not.toHaveProperty('status');
    expect(readMetric(app.metrics, 'http.server.refusals')).toEqual({ [reason]: 1 });
  });

  it('notes bytes that are neither TLS nor HTTP', async () => {
    await using app = await startByTls();
    expect(await text(opened(app.port, 'neither this nor that'))).toBe('');
    expect(await refused(app)).toMatchObject({ reason: 'tls' });
  });

  it('notes a handshake that does not end in time', async () => {
    await using app = await startByTls({ handshakeTimeout: 1 });
    expect(await text(opened(app.port))).toBe('');
    expect(await refused(app)).toMatchObject({ reason: 'tls_timeout' });
  });

  it('closes a connection on which nothing arrives after the handshake without an answer', async () => {
    await using app = await startByTls({ headersTimeoutMs: 1 });
    expect(await text(secured(app.port))).toBe('');
    expect(readMetric(app.metrics, 'http.server.refusals')).toEqual({ silence: 1 });
  });

  it('answers a head that does not arrive in time with 408', async () => {
    await using app = await startByTls({ headersTimeoutMs: 500 });
    const client = secured(app.port);
    client.write('GET /');
    expect(await text(client)).toMatch(/^HTTP\/1\.1 408 /);
  });

  it('notes no client that leaves during the handshake, as a check of the port does', async () => {
    await using app = await startByTls();
    const failed = once(app.server, 'tlsClientError');
    opened(app.port).end();
    await failed;
    expect(app.log()).toEqual([]);
    expect(readMetric(app.metrics, 'http.server.refusals')).toEqual({});
  });

  it('knows the address of a client that left before the answer', async () => {
    const received = Promise.withResolvers<undefined>();
    await using app = await startByTls({}, () => {
      received.resolve(undefined);
    });
    const client = secured(app.port);
    client.write(GET);
    await received.promise;
    client.destroy();
    expect(await refused(app)).toMatchObject({
      errorType: 'aborted',
      clientAddress: '127.0.0.1',
      msg: 'request',
    });
  });
});
