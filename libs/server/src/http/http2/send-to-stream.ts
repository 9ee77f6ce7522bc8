import { trailersOf, type AnswerSink } from '../answer-surfaces.ts';
import { writeOneByOne, type AnswerStream } from '../stream-surfaces.ts';
import { appendLines, fieldsOfHead, showHead } from './fields-of-head.ts';

/** Longest piece that is passed to node:http2 at once, in bytes: progress within a piece cannot be seen. */
const MAX_PIECE_BYTES = 65_536;

const WHOLE = { endStream: true };
const BEGUN = { endStream: false };

/** Sends what an answer of node:http writes to the stream that is its socket. */
export const toStream: AnswerSink = {
  sendHead: (stream, { text, isEnd, answer }) => {
    const { exchange } = answer as Partial<Pick<typeof answer, 'exchange'>>;
    if (exchange !== undefined) exchange.showHead = showHead;
    const fields = fieldsOfHead(text, exchange?.reusedFields);
    if (!fields.includes('trailer')) stream.respond(fields, isEnd ? WHOLE : BEGUN);
    else {
      stream.once('wantTrailers', () => {
        stream.sendTrailers(objectOf(appendLines([], trailersOf(answer))));
      });
      stream.respond(fields, { waitForTrailers: true });
    }
  },
  sendPiece: (stream, { data, encoding, written }) => {
    const isLong = data.length > MAX_PIECE_BYTES;
    const piece = isLong && typeof data === 'string' ? Buffer.from(data, encoding) : data;
    stream.bytesWritten += piece.length;
    return typeof piece !== 'string' && isLong
      ? sendInPieces(stream, piece, written)
      : stream.write(piece, encoding, written);
  },
  sendInformation: (stream, text) => {
    stream.additionalHeaders(objectOf(fieldsOfHead(text)));
  },
};

function sendInPieces(stream: AnswerStream, bytes: Uint8Array, written?: () => void): boolean {
  writeOneByOne(stream);
  const last = bytes.length - MAX_PIECE_BYTES;
  let start = 0;
  for (; start < last; start += MAX_PIECE_BYTES)
    stream.write(bytes.subarray(start, start + MAX_PIECE_BYTES));
  return stream.write(bytes.subarray(start), written);
}

function objectOf(fields: readonly string[]): Record<string, string | string[]> {
  const all: Record<string, string | string[]> = {};
  for (let index = 0; index < fields.length; index += 2) {
    const [name = '', value = ''] = [fields[index], fields[index + 1]];
    const before = all[name];
    all[name] = before === undefined ? value : [before, value].flat();
  }
  return all;
}
