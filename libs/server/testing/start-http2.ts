import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, type ClientHttp2Session, type OutgoingHttpHeaders } from 'node:http2';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { makeCertificate } from './make-certificate.ts';
import { startApp, type AppInput, type RunningApp } from './start-app.ts';

/** A running application whose clients may choose HTTP/2. */
export interface RunningHttp2 extends RunningApp {
  /** Certificate of the server, in PEM. */
  readonly ca: string;
  /** Connects a client of node:http2, which is closed with the server. */
  readonly connect: () => ClientHttp2Session;
}

/** Returns what node:https needs to serve HTTP/2 as localhost, with a certificate that is made once. */
export function createSecureOptions(): { readonly cert: string; readonly key: string } {
  return (pair ??= makePair());
}
let pair: { readonly cert: string; readonly key: string } | undefined;

function makePair(): { readonly cert: string; readonly key: string } {
  const folder = mkdtempSync(join(tmpdir(), 'http2-'));
  const { certPath, keyPath } = makeCertificate(folder, 'served');
  const made = { cert: readFileSync(certPath, 'utf8'), key: readFileSync(keyPath, 'utf8') };
  rmSync(folder, { recursive: true });
  return made;
}

/** Starts the application with TLS and HTTP/2 on a free port of the loopback interface. */
export async function startHttp2(input: AppInput = {}): Promise<RunningHttp2> {
  const secure = createSecureOptions();
  const ALPNProtocols = ['h2', 'http/1.1'];
  const app = await startApp({
    ...input,
    settings: { http2: true, ...input.settings },
    createNodeServer: (options, listener) =>
      createServer({ ...options, ...secure, ALPNProtocols }, listener),
  });
  const clients: ClientHttp2Session[] = [];
  return {
    ...app,
    origin: app.origin.replace('http:', 'https:'),
    ca: secure.cert,
    connect: () => {
      const client = connect(`https://127.0.0.1:${app.port}`, {
        ca: secure.cert,
        servername: 'localhost',
      });
      client.on('error', () => undefined);
      clients.push(client);
      return client;
    },
    [Symbol.asyncDispose]: async () => {
      for (const client of clients) client.destroy();
      await app[Symbol.asyncDispose]();
    },
  };
}

/** An answer of HTTP/2. */
export interface StreamAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Sends a request on a connection, and returns the whole answer. */
export async function askStream(
  client: ClientHttp2Session,
  headers: OutgoingHttpHeaders,
  body?: string | Buffer,
): Promise<StreamAnswer> {
  const stream = client.request(headers, { endStream: body === undefined });
  const head = new Promise<Record<string, unknown>>((resolve, reject) => {
    stream.once('response', resolve).once('error', reject);
    stream.once('close', () => {
      reject(new Error(`closed without an answer, with code ${String(stream.rstCode)}`));
    });
  });
  if (body !== undefined) stream.end(body);
  const [answered, read] = await Promise.all([head, text(stream)]);
  return { status: Number(answered[':status']), headers: answered, body: read };
}
