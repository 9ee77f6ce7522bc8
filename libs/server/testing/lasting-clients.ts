import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2';
import { get } from 'node:https';
import { text } from 'node:stream/consumers';
import { WebSocket } from 'ws';
import { askStream } from './start-http2.ts';

/** The last thing that a client of a stream got, and when, by performance.now(). */
export interface Ending<Got> {
  readonly got: Got;
  readonly atMs: number;
}

/** What a client of HTTP/2 got for its requests. */
export interface Http2Outcome {
  readonly answered: number;
  /** Requests that were not accepted, and may be sent again: RFC 9113, section 8.7. */
  readonly refused: number;
  readonly failures: readonly string[];
}

/** Clients of programs/streams.fixture.ts that stay connected until the server tells them to leave. */
export interface LastingClients {
  /** Whole texts of streams of events, over HTTP/1.1. */
  readonly events: Promise<Ending<string>>[];
  /** Whole texts of streams of events, over HTTP/2. */
  readonly http2Events: Promise<Ending<string>>[];
  /** Outcomes of requests on the connections of `http2Events`. */
  readonly http2Requests: Promise<Http2Outcome>[];
  /** Close codes of WebSockets. */
  readonly sockets: Promise<Ending<number>>[];
}

/** Connects a number of clients of each kind by TLS, and returns once all of them are served. */
export async function connectLasting(
  origin: string,
  ca: string,
  count: number,
): Promise<LastingClients> {
  const trust = { ca, servername: 'localhost' };
  const clients: LastingClients = { events: [], http2Events: [], http2Requests: [], sockets: [] };
  for (let index = 0; index < count; index += 1) {
    const call = get(`${origin}/events`, { ...trust, agent: false });
    const [answer] = (await once(call, 'response')) as [IncomingMessage];
    clients.events.push(note(text(answer)));
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/socket`, trust);
    await once(socket, 'open');
    clients.sockets.push(note(once(socket, 'close').then(([code]) => code as number)));
    const session = connectHttp2(origin, trust).on('error', () => undefined);
    const stream = session.request({ ':path': '/events' });
    await once(stream, 'response');
    clients.http2Events.push(note(text(stream)));
    clients.http2Requests.push(sendUntilGoaway(session));
  }
  return clients;
}

async function note<Got>(ending: Promise<Got>): Promise<Ending<Got>> {
  const got = await ending;
  return { got, atMs: performance.now() };
}

/** Sends requests one after the other until the server asks to leave. */
async function sendUntilGoaway(session: ClientHttp2Session): Promise<Http2Outcome> {
  let [answered, refused] = [0, 0];
  const failures: string[] = [];
  while (!session.closed && !session.destroyed) {
    const asked = askStream(session, { ':path': '/' });
    const outcome = await asked.then(({ status }) => String(status), String);
    if (outcome === '200') answered += 1;
    else if (outcome.includes('NGHTTP2_REFUSED_STREAM')) refused += 1;
    else failures.push(outcome);
  }
  return { answered, refused, failures };
}
