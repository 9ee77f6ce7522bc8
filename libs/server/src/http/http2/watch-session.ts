import { constants, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';
import type { Settings } from '../../config/settings.ts';
import { errnoOf } from '../../world/faults/fault.ts';
import type { NoteRefusal } from '../refusals.ts';
import { MAX_STREAMS } from './plan-sessions.ts';

/** Frames of a connection between two checks that ask for an answer and belong to no request. */
const MAX_CONTROL_FRAMES = 200;

/**
 * How long a connection whose client was asked to leave is kept for requests that are under way. The client
 * need not close it: one of node:http2 does not.
 */
const LEAVE_GRACE_MS = 1_000;

/** Highest id of a stream, by which GOAWAY accepts the requests that are under way: RFC 9113, section 6.8. */
const ANY_STREAM = 2 ** 31 - 1;

/** A connection that is watched. */
export interface Watched {
  /** Call it when a request has begun. */
  readonly onRequest: () => void;
}

/** Watches the connections that speak HTTP/2. */
export interface Watch {
  readonly add: (session: ServerHttp2Session, connection: Socket, note: NoteRefusal) => Watched;
  /** Asks all clients to leave: those that are connected now, the others once they have sent a request. */
  readonly leaveAll: () => void;
}

type Limits = Pick<Settings, 'keepAliveTimeoutMs' | 'maxRequestsPerConnection'>;

/** Creates the watch. It ends what is idle, and what sends frames that cost more than they are for. */
export function createWatch(limits: Limits): Watch {
  const leaves = new Set<Leave>();
  let isLeaving = false;
  return {
    add: (session, connection, note) => {
      const leave = createLeave(session);
      leaves.add(leave);
      session.on('close', () => leaves.delete(leave));
      noteErrors(session, connection, note);
      const countFrames = createFrameLimit(session);
      connection.multiplexed = {
        close: () => {
          session.close();
        },
        check: (nowMs) => {
          countFrames();
          const idleMs = connection.unansweredCount > 0 ? 0 : nowMs - connection.idleSinceMs;
          const limitMs = leave.hasLeft() ? LEAVE_GRACE_MS : limits.keepAliveTimeoutMs;
          if (idleMs > limitMs) session.close();
        },
      };
      return {
        onRequest: () => {
          const left = limits.maxRequestsPerConnection - connection.requestCount;
          if (isLeaving || left <= 0) leave.announce();
          if (left <= -MAX_STREAMS) session.close(); // it goes on nevertheless
        },
      };
    },
    leaveAll: () => {
      isLeaving = true;
      for (const leave of leaves) leave.announce();
    },
  };
}

interface Leave {
  /** Announces the end of a connection, once; requests under way are still answered. */
  readonly announce: () => void;
  readonly hasLeft: () => boolean;
}

function createLeave(session: ServerHttp2Session): Leave {
  let hasLeft = false;
  return {
    announce: () => {
      if (hasLeft || session.closed || session.destroyed) return;
      hasLeft = true;
      session.goaway(constants.NGHTTP2_NO_ERROR, ANY_STREAM);
    },
    hasLeft: () => hasLeft,
  };
}

/** nghttp2 limits only the answers to PING and SETTINGS that the client has not read. */
function createFrameLimit(session: ServerHttp2Session): () => void {
  let count = 0;
  const add = (): void => {
    count += 1;
  };
  session.on('ping', add).on('remoteSettings', add);
  return () => {
    if (count > MAX_CONTROL_FRAMES)
      session.destroy(new TooManyFrames(), constants.NGHTTP2_ENHANCE_YOUR_CALM);
    count = 0;
  };
}

class TooManyFrames extends Error {
  readonly code = 'ERR_HTTP2_TOO_MANY_CONTROL_FRAMES';
}

/** Counts and logs what a client has done wrong; not that it left, or found fault with the server. */
function noteErrors(
  session: ServerHttp2Session,
  { remoteAddress }: Socket,
  note: NoteRefusal,
): void {
  session.on('error', (error) => {
    const code = errnoOf(error) ?? '';
    if (code.startsWith('ERR_HTTP2_') && code !== 'ERR_HTTP2_SESSION_ERROR')
      note({ reason: 'http2', code, clientAddress: remoteAddress });
  });
}
