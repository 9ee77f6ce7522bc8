import { openRaw, type RawClient } from '../../../testing/raw-client.ts';
import { HANDSHAKE, startRooms, type RunningRooms } from '../../../testing/start-rooms.ts';
import { until } from '../../../testing/until.ts';

let rooms: RunningRooms;
beforeEach(async () => {
  rooms = await startRooms();
});
afterEach(async () => rooms[Symbol.asyncDispose]());

const [CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG] = [0x0, 0x1, 0x2, 0x8, 0x9, 0xa];
const FIN = 0x80;
const RSV1 = 0x40;
const MASK_BIT = 0x80;

/** Renders a frame as a client sends it; its masking key is 0, which changes nothing. RFC 6455, 5.2. */
function frame(first: number, payload = '', { isMasked = true } = {}): string {
  const mask = isMasked ? MASK_BIT : 0;
  const { length } = payload;
  const size =
    length < 126
      ? String.fromCharCode(mask | length)
      : String.fromCharCode(mask | 126, length >> 8, length & 0xff);
  return String.fromCharCode(first) + size + (isMasked ? '\0\0\0\0' : '') + payload;
}

/** Renders a frame as the server sends it. */
const answer = (first: number, payload: string) => frame(first, payload, { isMasked: false });

const codeOf = (code: number) => String.fromCharCode(code >> 8, code & 0xff);

async function open(frames: string): Promise<RawClient> {
  return openRaw(rooms.app.port, `${HANDSHAKE}\r\n${frames}`);
}

/** Returns what a client has received after the head of the answer. */
const framesIn = (received: string) => received.slice(received.indexOf('\r\n\r\n') + 4);

const ended = () => rooms.lines('upgrade ended');

describe('a WebSocket that arrives in the same packet as its handshake', () => {
  it.each([
    ['5.6, a text', frame(FIN | TEXT, 'hi'), answer(FIN | TEXT, '7: hi')],
    ['5.6, bytes', frame(FIN | BINARY, 'hi'), answer(FIN | TEXT, '7: hi')],
    [
      '5.4, fragments',
      frame(TEXT, 'h') + frame(FIN | CONTINUATION, 'i'),
      answer(FIN | TEXT, '7: hi'),
    ],
    [
      '5.4, a ping between fragments',
      frame(TEXT, 'h') + frame(FIN | PING, 'p') + frame(FIN | CONTINUATION, 'i'),
      answer(FIN | PONG, 'p') + answer(FIN | TEXT, '7: hi'),
    ],
    ['5.5.2, a ping', frame(FIN | PING, 'abc'), answer(FIN | PONG, 'abc')],
    [
      '5.5.3, a pong that nobody asked for',
      frame(FIN | PONG, 'abc') + frame(FIN | TEXT, 'hi'),
      answer(FIN | TEXT, '7: hi'),
    ],
    ['5.2, a longer length', frame(FIN | TEXT, 'x'.repeat(200)), '7: ' + 'x'.repeat(200)],
  ])('is answered by RFC 6455, %s', async (_section, sent, received) => {
    using client = await open(sent);
    await until(() => framesIn(client.received()).endsWith(received));
    client.socket.write(frame(FIN | CLOSE, codeOf(1000)), 'latin1');
    await client.closed;
    await until(() => ended().length === 1);
    expect(ended()).toMatchObject([{ closeCode: 1000 }]);
  });

  it.each([
    ['5.1, no mask', frame(FIN | TEXT, 'hi', { isMasked: false }), 1002],
    ['5.2, a reserved bit', frame(FIN | RSV1 | TEXT, 'hi'), 1002],
    ['5.2, an unknown opcode', frame(FIN | 0x3, 'hi'), 1002],
    ['5.4, a continuation of nothing', frame(FIN | CONTINUATION, 'hi'), 1002],
    ['5.4, a text between fragments', frame(TEXT, 'h') + frame(FIN | TEXT, 'i'), 1002],
    ['5.5, a long ping', frame(FIN | PING, 'x'.repeat(126)), 1002],
    ['5.5, a ping in fragments', frame(PING, 'p'), 1002],
    ['5.5.1, a close with half a code', frame(FIN | CLOSE, 'x'), 1002],
    ['7.4.1, a close with a reserved code', frame(FIN | CLOSE, codeOf(1005)), 1002],
    ['8.1, a text that is not UTF-8', frame(FIN | TEXT, '\xc3\x28'), 1007],
    ['10.4, a message that is too large', frame(FIN | TEXT, 'x'.repeat(1_025)), 1009],
  ])('is closed by RFC 6455, %s', async (_section, sent, code) => {
    using client = await open(sent);
    await until(() => framesIn(client.received()).startsWith(String.fromCharCode(FIN | CLOSE)));
    expect(framesIn(client.received()).slice(2, 4)).toBe(codeOf(code));
    client.socket.end();
    await client.closed;
    await until(() => ended().length === 1);
    expect(rooms.app.managed.limits.sockets.all.size).toBe(0);
  });

  it('ends with 1006 if it is cut within a frame', async () => {
    using client = await open(frame(FIN | TEXT, 'hi').slice(0, -1));
    await until(() => client.received() !== '');
    client.socket.destroy();
    await until(() => ended().length === 1);
    expect(ended()).toMatchObject([{ closeCode: 1006, bytesIn: 7, bytesOut: 0 }]);
  });
});
