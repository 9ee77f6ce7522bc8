import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import type { CertificateFiles } from './make-certificate.ts';
import { readBatch, type Attribute, type Batch, type OtlpSpan } from './read-otlp.ts';
import { readAttributes, type JsonBatch } from './read-otlp-json.ts';

/** An OpenTelemetry collector on a free port of the loopback interface. */
export interface Collector extends AsyncDisposable {
  readonly endpoint: string;
  readonly requests: readonly { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  /** Spans of all batches, in the order of arrival. */
  readonly spans: readonly CollectedSpan[];
  /** Batches of metrics and of log records, in the order of arrival: parsed if they are JSON, else their bytes. */
  readonly batches: readonly (JsonBatch & { readonly bytes: Buffer })[];
  /** Calls the listener at each batch of metrics or of log records. */
  readonly onBatch: (listener: () => void) => void;
  /** Returns the attributes of the service in the latest batch of spans. */
  readonly resource: () => Record<string, unknown>;
}

/** A span whose attributes and status are plain values. */
export interface CollectedSpan extends Omit<OtlpSpan, 'attributes' | 'status'> {
  readonly statusCode: number;
  readonly attributes: Readonly<Record<string, unknown>>;
}

/**
 * Starts a collector.
 *
 * @param status Status to respond with; `silent` accepts a batch and never responds.
 * @param files Its certificate, if it speaks https.
 * @param answer Body of its answers.
 */
export async function startCollector(
  status: number | 'silent' = 200,
  files?: CertificateFiles,
  answer: string | Buffer = '{}',
): Promise<Collector> {
  const requests: { path: string; headers: IncomingHttpHeaders }[] = [];
  const spans: CollectedSpan[] = [];
  const batches: Collector['batches'][number][] = [];
  const listeners: (() => void)[] = [];
  let resource: readonly Attribute[] = [];
  const listener: RequestListener = (request, response) => {
    requests.push({ path: request.url ?? '', headers: request.headers });
    void buffer(request).then((sent) => {
      const isZipped = request.headers['content-encoding'] === 'gzip';
      const body = isZipped ? gunzipSync(sent) : sent;
      const isOfSpans = /\/traces\b/.test(request.url ?? '') || !/\/v1\//.test(request.url ?? '');
      if (!isOfSpans) {
        const isJson = request.headers['content-type'] === 'application/json';
        batches.push({ ...(isJson && (JSON.parse(body.toString()) as JsonBatch)), bytes: body });
        for (const tell of listeners) tell();
      } else
        for (const batch of parseBatch(request.headers['content-type'], body).resourceSpans) {
          resource = batch.resource.attributes;
          spans.push(...batch.scopeSpans.flatMap((scope) => scope.spans.map(readSpan)));
        }
      if (status === 'silent') return;
      response.writeHead(status, { Location: '/elsewhere' }).end(answer);
    });
  };
  const server = files === undefined ? createServer(listener) : secure(files, listener);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    endpoint: `${files === undefined ? 'http://127.0.0.1' : 'https://localhost'}:${(server.address() as AddressInfo).port}`,
    requests,
    spans,
    batches,
    onBatch: (listener) => void listeners.push(listener),
    resource: () => readAttributes(resource),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

function secure({ certPath, keyPath }: CertificateFiles, answer: RequestListener) {
  const [cert, key] = [certPath, keyPath].map((path) => readFileSync(path));
  return createTlsServer({ cert, key }, answer);
}

function parseBatch(contentType: string | undefined, body: Buffer): Batch {
  return contentType === 'application/x-protobuf'
    ? readBatch(body)
    : (JSON.parse(body.toString()) as Batch);
}

function readSpan(span: OtlpSpan): CollectedSpan {
  return { ...span, attributes: readAttributes(span.attributes), statusCode: span.status.code };
}
