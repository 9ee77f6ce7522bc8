import type { Exchange } from '../exchange.ts';
import { sentBytesOf } from '../limits/write-stall.ts';
import { endWithHead, onFirstWrite } from '../upgrade-surfaces.ts';
import { addRequestId, statusIn } from './answer-head.ts';
import type { EndedUpgrade } from './observe-upgrades.ts';

export interface FollowOptions {
  readonly monotonicMs: () => number;
  /** Milliseconds without a byte in either direction after which the connection is cut. */
  readonly idleLimitMs: () => number;
  /** Called once after an upgraded connection has ended; not for one whose upgrade the application rejected. */
  readonly onEnd: (ended: EndedUpgrade) => void;
}

/** What is known of a taken connection. */
interface Following extends FollowOptions {
  readonly exchange: Exchange;
  readonly headBytes: number;
  closeCode: number | undefined;
  isIdle: boolean;
}

/**
 * Follows a connection that a route has taken. The exchange ends with the head that the application writes;
 * from then on the limit on idle connections holds.
 *
 * @param headBytes Bytes of the new protocol that arrived with the request.
 * @returns The function that notes the code with which the protocol was closed.
 */
export function followUpgrade(
  exchange: Exchange,
  headBytes: number,
  options: FollowOptions,
): (code: number) => void {
  const following: Following = {
    ...options,
    exchange,
    headBytes,
    closeCode: undefined,
    isIdle: false,
  };
  const { request, response, id } = exchange;
  onFirstWrite(request.socket, (text) => {
    if (response.headersSent) return text; // the server has answered in the application's place
    const head = addRequestId(text, id);
    const status = statusIn(text);
    endWithHead(response, status, head);
    limitIdle(following);
    if (status === 101) reportEnd(following, head.length);
    return head;
  });
  return (code) => {
    following.closeCode = code;
  };
}

/** Not `socket.setTimeout()`: what the application writes restarts it even if the client reads nothing. */
function limitIdle(following: Following): void {
  const { exchange, idleLimitMs, monotonicMs } = following;
  const { socket } = exchange.request;
  let movedBytes = -1;
  let movedMs = monotonicMs();
  socket.upgraded = {
    check: (nowMs) => {
      const bytes = socket.bytesRead + sentBytesOf(socket);
      if (bytes !== movedBytes) [movedBytes, movedMs] = [bytes, nowMs];
      else if (nowMs - movedMs > idleLimitMs()) {
        following.isIdle = true;
        socket.destroy();
      }
    },
  };
}

/** @param answerBytes Length of the answer with 101, which is not of the new protocol. */
function reportEnd(following: Following, answerBytes: number): void {
  const { exchange, headBytes, monotonicMs, onEnd } = following;
  const { socket } = exchange.request;
  const openedMs = monotonicMs();
  const bytesBefore = { in: socket.bytesRead - headBytes, out: socket.bytesWritten + answerBytes };
  socket.once('close', () => {
    const durationMs = monotonicMs() - openedMs;
    // Libraries tell the application of the end, and so of its code, once they have seen that of the socket.
    setImmediate(() => {
      onEnd({
        exchange,
        durationMs,
        bytesIn: socket.bytesRead - bytesBefore.in,
        bytesOut: socket.bytesWritten - bytesBefore.out,
        closeCode: following.closeCode,
        errorType: following.isIdle ? 'timeout' : undefined,
      });
    });
  });
}
