import type { RequestListener, Server } from 'node:http';
import {
  createServer as createSessions,
  type ServerHttp2Session,
  type ServerHttp2Stream,
} from 'node:http2';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import type { Settings } from '../../config/settings.ts';
import { createListener, type ListenerOptions } from '../create-listener.ts';
import type { Admit } from '../exchange.ts';
import type { NoteRefusal, RefusalReason } from '../refusals.ts';
import { findStreamViolation } from './find-stream-violation.ts';
import { openExchange, type ExchangeClasses } from './open-exchange.ts';
import { planSessions } from './plan-sessions.ts';
import { readHead, type StreamHead } from './read-head.ts';
import { refuseStream } from './refuse-stream.ts';
import { createWatch, type Watched } from './watch-session.ts';

export interface Http2Options {
  readonly settings: Settings;
}

type Listening = Omit<ListenerOptions, 'admit' | 'writeBatch' | 'findViolation'>;

export interface AttachOptions extends Listening, ExchangeClasses {
  readonly admit: Admit;
  /** Admits a request that sends its body only when it is asked to. */
  readonly admitBody: Admit;
  readonly note: NoteRefusal;
  readonly now: () => Date;
}

/** HTTP/2 beside HTTP/1.1 on the connections of a TLS server. */
export interface Http2 {
  /** Takes the connections whose clients have chosen HTTP/2; call it before the server gets other listeners. */
  readonly attach: (server: Server, options: AttachOptions) => void;
  /** Asks the clients of all connections, and of later ones, to send further requests elsewhere. */
  readonly closeAfterAnswers: () => void;
}

/** The name of HTTP/2 over TLS in ALPN: RFC 9113, section 3.2. */
const H2 = 'h2';

/**
 * Creates what serves HTTP/2. Requests and answers are those of node:http, so that the listener, its limits,
 * observers and routes are those of HTTP/1.1.
 */
export function createHttp2({ settings }: Http2Options): Http2 {
  const watch = createWatch(settings);
  return {
    attach: (server, options) => {
      const sessions = createSessions(planSessions(settings));
      const serve = createService(options, settings);
      const [serveHttp1] = server.listeners('secureConnection');
      server.removeAllListeners('secureConnection');
      server.on('secureConnection', (socket: TLSSocket) => {
        if (socket.alpnProtocol !== H2) serveHttp1?.call(server, socket);
        else {
          sessions.once('session', (session) => {
            serve(session, socket, watch.add(session, socket, options.note));
          });
          sessions.emit('connection', socket);
        }
      });
    },
    closeAfterAnswers: watch.leaveAll,
  };
}

/** Why a request is answered before there is an exchange, and how. */
interface Refused {
  readonly reason: RefusalReason;
  readonly status: number;
  readonly headers?: readonly string[];
}

type Serve = (session: ServerHttp2Session, connection: Socket, watched: Watched) => void;

function createService(
  options: AttachOptions,
  { maxHeaderBytes }: Pick<Settings, 'maxHeaderBytes'>,
): Serve {
  const { admit, admitBody } = options;
  const findRefusal = (head: StreamHead): Refused | undefined => {
    if (head.sizeBytes >= maxHeaderBytes) return { reason: 'head_size', status: 431 };
    if (head.method !== 'CONNECT') return undefined;
    return { reason: 'connect', status: 405, headers: ['Allow: '] };
  };
  // node:http2 writes the frames of a turn together.
  const shared = { findViolation: findStreamViolation, writeBatch: { join: () => undefined } };
  const listenWith = (given: Admit): RequestListener =>
    createListener({ ...options, ...shared, admit: given });
  const [listener, continueListener] = [listenWith(admit), listenWith(admitBody)];
  function refuse(stream: ServerHttp2Stream, { remoteAddress }: Socket, refused: Refused): void {
    const { reason, status, headers = [] } = refused;
    options.note({ reason, status, clientAddress: remoteAddress });
    refuseStream(stream, { status, headers, time: options.now() });
  }
  return (session, connection, { onRequest }) => {
    session.on('stream', (stream, fields, ...[, raw]: [flags: number, raw: string[]]) => {
      const head = readHead(raw, !stream.endAfterHeaders);
      const refused = findRefusal(head);
      if (refused !== undefined) {
        refuse(stream, connection, refused);
        return;
      }
      const { request, response } = openExchange(stream, { connection, head }, options);
      if (fields.expect === '100-continue') continueListener(request, response);
      else listener(request, response);
      onRequest();
    });
  };
}
