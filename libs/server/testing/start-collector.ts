import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { readBatch, type Attribute, type Batch, type OtlpSpan } from './read-otlp.ts';

/** An OpenTelemetry collector on a free port of the loopback interface. */
export interface Collector extends AsyncDisposable {
  readonly endpoint: string;
  readonly requests: readonly { readonly path: string; readonly headers: IncomingHttpHeaders }[];
  /** Spans of all batches, in the order of arrival. */
  readonly spans: readonly CollectedSpan[];
  /** Returns the attributes of the service in the latest batch. */
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
 */
export async function startCollector(status: number | 'silent' = 200): Promise<Collector> {
  const requests: { path: string; headers: IncomingHttpHeaders }[] = [];
  const spans: CollectedSpan[] = [];
  let resource: readonly Attribute[] = [];
  const server = createServer((request, response) => {
    requests.push({ path: request.url ?? '', headers: request.headers });
    void buffer(request).then((body) => {
      for (const batch of parseBatch(request.headers['content-type'], body).resourceSpans) {
        resource = batch.resource.attributes;
        spans.push(...batch.scopeSpans.flatMap((scope) => scope.spans.map(readSpan)));
      }
      if (status === 'silent') return;
      response.writeHead(status, { Location: '/elsewhere' }).end('{}');
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    spans,
    resource: () => readAttributes(resource),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

function parseBatch(contentType: string | undefined, body: Buffer): Batch {
  return contentType === 'application/x-protobuf'
    ? readBatch(body)
    : (JSON.parse(body.toString()) as Batch);
}

function readSpan(span: OtlpSpan): CollectedSpan {
  return { ...span, attributes: readAttributes(span.attributes), statusCode: span.status.code };
}

function readAttributes(attributes: readonly Attribute[]): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
}
