/**
 * Every use of private surfaces of Node for the answers of HTTP/2, as stream-surfaces.ts has those for its
 * streams. A spec of the same name checks every one of them. Checked on Node 26.12.1.
 */
import type { ServerResponse } from 'node:http';
import type { AnswerStream } from './stream-surfaces.ts';

/** Is called when something is written, or with why it could not be. */
type Written = ((error?: Error | null) => void) | null;

/** A piece of an answer that is not empty. */
export interface Piece {
  readonly data: string | Uint8Array;
  readonly encoding: BufferEncoding;
  readonly written: ((error?: Error | null) => void) | undefined;
}

/** The head of an answer, as node:http renders it. */
export interface RenderedHead {
  readonly text: string;
  /** Whether the answer has no body. */
  readonly isEnd: boolean;
  readonly answer: ServerResponse;
}

/** What takes the place of the text that an answer of node:http writes to its socket. */
export interface AnswerSink {
  readonly sendHead: (stream: AnswerStream, head: RenderedHead) => void;
  /** Sends a piece of the body; returns false if no more should follow before `drain`. */
  readonly sendPiece: (stream: AnswerStream, piece: Piece) => boolean;
  /** Sends an informational answer, given as text. */
  readonly sendInformation: (stream: AnswerStream, text: string) => void;
}

/** The arguments of what writes a piece of an answer. */
type PieceGiven = [data: string | Uint8Array, encoding?: BufferEncoding | null, written?: Written];

/** An answer of node:http, as it passes on what it renders. */
interface RenderedAnswer extends ServerResponse {
  _header: string | null;
  _headerSent: boolean;
  _trailer: string;
  _flush(): void;
  _send(...given: PieceGiven): boolean;
  _writeRaw(...given: [text: string, encoding?: unknown, written?: Written]): boolean;
}

/** Returns the lines that follow the body of an answer, as text. */
export function trailersOf(answer: ServerResponse): string {
  return (answer as RenderedAnswer)._trailer;
}

/**
 * Creates the function that makes an answer of node:http pass to a sink what it writes to the stream that is
 * its socket.
 *
 * Replaces `_send()` and `_writeRaw()`, by which all of its methods write, and sets `chunkedEncoding` after
 * each head: a handler may ask for chunks, which HTTP/2 does not have. `_flush()` emits `drain`, and
 * `_httpMessage` is the answer of a socket.
 */
export function createPassing(sink: AnswerSink): (response: ServerResponse) => void {
  function sendHeadOnce(answer: RenderedAnswer, stream: AnswerStream, isEnd: boolean): void {
    if (answer._headerSent) return;
    answer._headerSent = true;
    sink.sendHead(stream, { text: answer._header ?? '', isEnd, answer });
  }
  function sendNothing(answer: RenderedAnswer, written: NonNullable<Written>): void {
    const stream = openStreamOf(answer);
    if (stream === undefined) return;
    if (!answer.writableEnded) sendHeadOnce(answer, stream, false);
    if (!answer.writableEnded || stream.writableLength === 0) written();
    else stream.once('finish', written);
  }
  function send(this: RenderedAnswer, ...[data, encoding, written]: PieceGiven): boolean {
    const stream = openStreamOf(this);
    if (stream === undefined) return false;
    if (data.length > 0) {
      sendHeadOnce(this, stream, false);
      const piece = { data, encoding: encoding ?? 'utf8', written: written ?? undefined };
      return sink.sendPiece(stream, piece) || awaitDrain(stream);
    }
    // Without a callback the head has to go now; with one, it may be the whole answer.
    if (typeof written === 'function') process.nextTick(sendNothing, this, written);
    else sendHeadOnce(this, stream, false);
    return true;
  }
  function writeRaw(
    this: RenderedAnswer,
    ...[text, , written]: [string, unknown?, Written?]
  ): boolean {
    const stream = openStreamOf(this);
    if (stream !== undefined) sink.sendInformation(stream, text);
    if (typeof written === 'function') process.nextTick(written);
    return stream !== undefined;
  }
  function finish(this: RenderedAnswer): void {
    const stream = openStreamOf(this);
    if (stream === undefined) return;
    sendHeadOnce(this, stream, true);
    if (!stream.writableEnded) stream.end();
  }
  return (response) => {
    const answer = response as RenderedAnswer;
    answer.useChunkedEncodingByDefault = true; // otherwise node:http rejects the field Trailer
    answer.writeHead = writeUnchunked as typeof answer.writeHead;
    answer._send = send;
    answer._writeRaw = writeRaw;
    answer.on('prefinish', finish);
  };
}

/** Tells the answer once the client has read on: few answers ever wait for that. */
function awaitDrain(stream: AnswerStream): false {
  if (!stream.isDrainPassed) stream.on('drain', passDrain);
  stream.isDrainPassed = true;
  return false;
}

function passDrain(this: AnswerStream): void {
  const { _httpMessage: answer } = this as { readonly _httpMessage?: RenderedAnswer | null };
  if (answer?.writableEnded === false) answer._flush();
}

/** Returns the stream of an answer; undefined once it is closed, which its event `close` tells later. */
function openStreamOf(response: ServerResponse): AnswerStream | undefined {
  const stream = response.socket as unknown as AnswerStream | null;
  return stream === null || stream.destroyed || stream.closed ? undefined : stream;
}

function writeUnchunked(this: ServerResponse, ...given: readonly unknown[]): ServerResponse {
  const { writeHead } = Object.getPrototypeOf(this) as { readonly writeHead: () => unknown };
  Reflect.apply(writeHead, this, given);
  this.chunkedEncoding = false;
  return this;
}
