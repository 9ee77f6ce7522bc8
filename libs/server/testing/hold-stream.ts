import type { ClientHttp2Stream } from 'node:http2';
import { Router, type Request, type Response } from 'express';
import { startHttp2, type RunningHttp2 } from './start-http2.ts';

/** A request over HTTP/2 that is not answered so far. */
export interface HeldStream {
  readonly app: RunningHttp2;
  /** The client's side. */
  readonly stream: ClientHttp2Stream;
  readonly request: Request;
  readonly response: Response;
}

/** Starts a server, and returns the request and the answer that its only route gets, unanswered. */
export async function holdStream(headers: Record<string, string> = {}): Promise<HeldStream> {
  const arrived = Promise.withResolvers<{ request: Request; response: Response }>();
  const routes = Router().use((request, response) => {
    arrived.resolve({ request, response });
  });
  const app = await startHttp2({ routes });
  const stream = app.connect().request({ ':path': '/a', ...headers });
  stream.on('error', () => undefined);
  return { app, stream, ...(await arrived.promise) };
}
