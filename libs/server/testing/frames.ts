import { once } from 'node:events';
import { connect, type TLSSocket } from 'node:tls';

/** Types of frames: RFC 9113, section 6. */
export const TYPE = {
  data: 0,
  headers: 1,
  reset: 3,
  settings: 4,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

export const END_STREAM = 1;
export const END_HEADERS = 4;

/** Codes of errors: RFC 9113, section 7. */
export const ERROR = { none: 0, protocol: 1, refusedStream: 7, cancel: 8, calm: 11 } as const;

/** A frame as it is on the wire, without its length. */
export interface Frame {
  readonly type: number;
  readonly flags?: number;
  readonly id?: number;
  readonly payload?: Buffer;
}

/** Renders a frame: RFC 9113, section 4.1. */
export function renderFrame({ type, flags = 0, id = 0, payload }: Frame): Buffer {
  const body = payload ?? Buffer.alloc(0);
  const head = Buffer.alloc(9);
  head.writeUIntBE(body.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(id, 5);
  return Buffer.concat([head, body]);
}

/** Renders fields that no table keeps, with names and values below 127 bytes: RFC 7541, section 6.2.2. */
export function renderFields(fields: readonly (readonly [name: string, value: string])[]): Buffer {
  const rows = fields.map(([name, value]) => [
    Buffer.from([0, name.length]),
    Buffer.from(name),
    Buffer.from([value.length]),
    Buffer.from(value),
  ]);
  return Buffer.concat(rows.flat());
}

/** Renders the fields of a request. */
export function renderRequest(path: string, method = 'GET'): Buffer {
  return renderFields([
    [':method', method],
    [':scheme', 'https'],
    [':authority', 'localhost'],
    [':path', path],
  ]);
}

/** Renders a whole request without a body. */
export const getFrame = (id: number, path: string): Buffer =>
  renderFrame({
    type: TYPE.headers,
    flags: END_STREAM + END_HEADERS,
    id,
    payload: renderRequest(path),
  });

/** Renders a payload of one number. */
export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Renders a SETTINGS frame. */
export function renderSettings(entries: readonly (readonly [id: number, value: number])[]): Buffer {
  const rows = entries.map(([id, value]) => Buffer.concat([Buffer.from([0, id]), uint32(value)]));
  return renderFrame({ type: TYPE.settings, payload: Buffer.concat(rows) });
}

/** The id of SETTINGS_INITIAL_WINDOW_SIZE. */
export const INITIAL_WINDOW = 4;

/** What a client begins with: RFC 9113, section 3.4. */
export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

/** A connection on which a test sends frames that no well-behaved client would send. */
export interface FramesClient extends Disposable {
  readonly socket: TLSSocket;
  readonly send: (...frames: readonly Buffer[]) => void;
  /** Frames received so far. */
  readonly received: () => Required<Frame>[];
  /** Error codes of the frames GOAWAY and RST_STREAM received so far. */
  readonly codes: (type: 'goaway' | 'reset') => number[];
  /** Resolves at the end of the connection, however it ended. */
  readonly closed: Promise<void>;
}

/** Connects to a server on the loopback interface by TLS, and chooses HTTP/2. */
export async function openFrames(port: number, ca: string): Promise<FramesClient> {
  const socket = connect({
    port,
    host: '127.0.0.1',
    servername: 'localhost',
    ca,
    ALPNProtocols: ['h2'],
  });
  const pieces: Buffer[] = [];
  socket.on('error', () => undefined).on('data', (piece: Buffer) => void pieces.push(piece));
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      resolve();
    });
  });
  await once(socket, 'secureConnect');
  const received = (): Required<Frame>[] => parseFrames(Buffer.concat(pieces));
  return {
    socket,
    send: (...frames) => void socket.write(Buffer.concat(frames)),
    received,
    codes: (wanted) =>
      received()
        .filter(({ type }) => type === TYPE[wanted])
        .map(({ payload }) => payload.readUInt32BE(wanted === 'goaway' ? 4 : 0)),
    closed,
    [Symbol.dispose]: () => {
      socket.destroy();
    },
  };
}

function parseFrames(bytes: Buffer): Required<Frame>[] {
  const frames: Required<Frame>[] = [];
  for (let start = 0; start + 9 <= bytes.length;) {
    const end = start + 9 + bytes.readUIntBE(start, 3);
    if (end > bytes.length) break;
    frames.push({
      type: bytes.readUInt8(start + 3),
      flags: bytes.readUInt8(start + 4),
      id: bytes.readUInt32BE(start + 5),
      payload: bytes.subarray(start + 9, end),
    });
    start = end;
  }
  return frames;
}
