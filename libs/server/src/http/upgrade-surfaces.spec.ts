import { Socket } from 'node:net';
import { createTestExchange } from '../../testing/create-exchange.ts';
import { closeAnswer, endWithHead, onFirstWrite } from './upgrade-surfaces.ts';
import { sentHeadOf } from './private-surfaces.ts';

const HEAD = 'HTTP/1.1 101 Switching Protocols\r\n\r\n';

describe('endWithHead()', () => {
  it('makes an answer look sent to whatever reads it, and closes it once', () => {
    const { response, socket } = createTestExchange();
    let count = 0;
    response.on('close', () => (count += 1));
    response.assignSocket(socket);
    endWithHead(response, 101, HEAD);
    const { headersSent, statusCode, writableEnded, writableFinished } = response;
    expect({ headersSent, statusCode, writableEnded, writableFinished }).toEqual({
      headersSent: true,
      statusCode: 101,
      writableEnded: true,
      writableFinished: true,
    });
    expect(sentHeadOf(response)).toBe(HEAD);
    expect(response.socket).toBeNull();
    closeAnswer(response);
    socket.emit('close');
    expect(count).toBe(1);
  });
});

describe('closeAnswer()', () => {
  it('does nothing for an answer that node:http has closed', () => {
    const { response, socket } = createTestExchange();
    response.assignSocket(socket);
    let count = 0;
    response.on('close', () => (count += 1));
    socket.emit('close');
    closeAnswer(response);
    expect(count).toBe(1);
  });
});

describe('onFirstWrite()', () => {
  function watch() {
    const written: string[] = [];
    const socket = Object.assign(new Socket(), {
      _write: (chunk: Buffer, _encoding: string, done: () => void) => {
        written.push(chunk.toString('latin1'));
        done();
      },
    });
    const seen: string[] = [];
    onFirstWrite(socket, (text) => {
      seen.push(text);
      return text.toUpperCase();
    });
    return { socket, written, seen };
  }

  it.each([
    ['a text', 'a'],
    ['bytes', Buffer.from('a')],
  ])('changes the first write of %s, and no other', (_what, chunk) => {
    const { socket, written, seen } = watch();
    socket.write(chunk);
    socket.write('b');
    expect([seen, written]).toEqual([['a'], ['A', 'b']]);
    expect(Object.hasOwn(socket, 'write') || Object.hasOwn(socket, 'end')).toBe(false);
  });

  it('changes what end() writes', () => {
    const { socket, written } = watch();
    socket.end('a');
    expect(written).toEqual(['A']);
  });

  it('does not call back for an end without bytes', () => {
    const { socket, written, seen } = watch();
    socket.end();
    expect([seen, written]).toEqual([[], []]);
  });
});
