import type { ServerHttp2Stream } from 'node:http2';
import { renderRefusal, type RenderRefusalInput } from '../render-refusal.ts';
import { fieldsOfHead } from './fields-of-head.ts';

/**
 * Answers a request of which no exchange is made, with what a client of HTTP/1.1 gets. node:http2 closes the
 * stream afterwards, and what is left of the request is discarded.
 */
export function refuseStream(stream: ServerHttp2Stream, refusal: RenderRefusalInput): void {
  const text = renderRefusal(refusal);
  const bodyStart = text.indexOf('\r\n\r\n') + 4;
  stream.on('error', () => undefined); // the client may have left
  const isHead = stream.writableEnded; // node:http2 ends it before anything is answered
  stream.respond(fieldsOfHead(text), { endStream: isHead });
  if (!isHead) stream.end(text.slice(bodyStart));
}
