import { once } from 'node:events';
import {
  appendFileSync,
  closeSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readlinkSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { Agent, createServer, get, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { exchangeRaw } from '../../testing/exchange-raw.ts';
import { createFilesSandbox, type FilesSandbox } from '../../testing/files-sandbox.ts';
import { startApp, type RunningApp } from '../../testing/start-app.ts';
import { createSendBytes } from './send-bytes.ts';

/** More than fits into the buffers of both ends of a connection. */
const BIG_BYTES = 32 * 1024 * 1024;

let sandbox: FilesSandbox;
let app: RunningApp;
let big: string;

beforeEach(async () => {
  sandbox = createFilesSandbox();
  big = join(sandbox.site, 'big.bin');
  writeFileSync(big, Buffer.alloc(BIG_BYTES, 'x'));
  app = await startApp({ filesRoot: sandbox.site });
});
afterEach(async () => {
  await app[Symbol.asyncDispose]();
  sandbox[Symbol.dispose]();
});

/** Requests the big file and resolves once its first bytes are received; reads no more. */
async function beginDownload(): Promise<IncomingMessage> {
  const [response] = (await once(get(`${app.origin}/big.bin`, { agent: false }), 'response')) as [
    IncomingMessage,
  ];
  await once(response, 'readable');
  return response;
}

/** Reads the rest; returns the number of bytes, and whether the answer is complete. */
async function endDownload(response: IncomingMessage) {
  let byteCount = 0;
  response.on('data', (chunk: Buffer) => (byteCount += chunk.length)).on('error', () => undefined);
  await new Promise((resolve) => response.on('close', resolve)); // once() rejects for an error
  return { byteCount, isComplete: response.complete };
}

/** Counts the descriptors of the big file in this process, in which the server runs. */
function openCount(): number {
  const paths = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return ''; // closed in the meantime
    }
  });
  return paths.filter((path) => path === big).length;
}

async function untilOpen(isWanted: (count: number) => boolean): Promise<void> {
  while (!isWanted(openCount())) await setImmediate();
}

/** Sends requests, and resolves once that many answers are in progress. */
async function askAndNeverRead(requests: string, answerCount: number): Promise<Socket> {
  const socket = connect(app.port, '127.0.0.1');
  socket.write(requests);
  await untilOpen((count) => count === answerCount);
  return socket;
}

const CLOSE = 'Connection: close\r\nHost';
const REQUEST = 'GET /big.bin HTTP/1.1\r\nHost: test\r\n\r\n';

describe('sendBytes()', () => {
  it('sends a file of many chunks unchanged', async () => {
    const bytes = Buffer.from(Array.from({ length: 800_000 }, (_, index) => (index * 7) % 251));
    writeFileSync(join(sandbox.site, 'bytes.bin'), bytes);
    const response = await fetch(`${app.origin}/bytes.bin`);
    expect(Buffer.compare(Buffer.from(await response.arrayBuffer()), bytes)).toBe(0);
  });

  it('sends many files of one connection in order, of which Node does not warn', async () => {
    const connected = once(app.server, 'connection') as Promise<[Socket]>;
    for (const name of ['a.bin', 'b.bin'])
      writeFileSync(join(sandbox.site, name), Buffer.alloc(1_000_000, name));
    const requests = ['a', 'b'].map((name) => REQUEST.replace('big', name)).join('');
    const socket = connect(app.port, '127.0.0.1');
    socket.write(requests.repeat(8) + REQUEST.replace('big.bin', 'absent').replace('Host', CLOSE));
    const bodies = (await text(socket)).match(/(?:[ab]\.bin){200000}/g) ?? [];
    expect(bodies.map((body) => body.slice(0, 5)).join()).toBe(
      Array.from({ length: 8 }, () => 'a.bin,b.bin').join(),
    );
    const [served] = await connected;
    expect(served.getMaxListeners()).toBe(0); // else a warning of a leak on stderr from 11 answers on
  });

  it('sends ranges beyond 4 GiB', async () => {
    const fd = openSync(join(sandbox.site, 'sparse.bin'), 'w');
    ftruncateSync(fd, 5_000_000_000);
    writeSync(fd, 'needle', 4_294_967_293); // across 2 ** 32
    closeSync(fd);
    const headers = { range: 'bytes=4294967292-4294967299' };
    const response = await fetch(`${app.origin}/sparse.bin`, { headers });
    expect(response.headers.get('content-range')).toBe('bytes 4294967292-4294967299/5000000000');
    expect(await response.text()).toBe('\0needle\0');
    const head = await exchangeRaw(app.port, 'HEAD /sparse.bin HTTP/1.1');
    expect(head).toContain('\r\nContent-Length: 5000000000\r\n');
  });

  it('sends the announced length of a file that grows', async () => {
    const response = await beginDownload();
    appendFileSync(big, 'more');
    expect(await endDownload(response)).toEqual({ byteCount: BIG_BYTES, isComplete: true });
  });

  it('sends all of a file that is being removed', async () => {
    const response = await beginDownload();
    rmSync(big);
    expect(await endDownload(response)).toEqual({ byteCount: BIG_BYTES, isComplete: true });
  });

  it('cuts the connection if a file becomes shorter, and logs why', async () => {
    const response = await beginDownload();
    truncateSync(big, 1_024);
    const { byteCount, isComplete } = await endDownload(response);
    expect(byteCount).toBeLessThan(BIG_BYTES);
    expect(isComplete).toBe(false);
    const failures = app.log().filter(({ level }) => level === 'error');
    expect(JSON.stringify(failures)).toMatch(/The file ended at byte \d+ of 33554432/);
  });

  it('stops once a time limit has ended the answer', async () => {
    const fd = openSync('/dev/zero', 'r'); // reading on would never end
    const sent: Promise<void>[] = [];
    const sendBytes = createSendBytes();
    const server = createServer((_request, response) => {
      sent.push(sendBytes(response, fd, { start: 0, length: Number.MAX_SAFE_INTEGER }));
      response.writeHead(503).end('late');
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    server.keepAliveTimeout = 0; // the connection stays open
    const { port } = server.address() as AddressInfo;
    const agent = new Agent({ keepAlive: true });
    const answering = once(get({ port, agent }), 'response') as Promise<[IncomingMessage]>;
    expect(await text((await answering)[0])).toBe('late');
    expect(await Promise.all(sent)).toEqual([undefined]);
    agent.destroy();
    await once(server.close(), 'close');
    closeSync(fd);
  });

  it('closes every descriptor after 100 aborted downloads', async () => {
    for (let count = 0; count < 100; count += 1) {
      (await askAndNeverRead(REQUEST, 1)).destroy();
      await untilOpen((left) => left === 0);
    }
    expect(openCount()).toBe(0);
  });

  it('closes the descriptors of answers that wait for an earlier one too', async () => {
    const socket = await askAndNeverRead(REQUEST.repeat(3), 3);
    await once(socket, 'readable');
    socket.destroy();
    await untilOpen((left) => left === 0);
    expect(openCount()).toBe(0);
  });

  it.each([
    ['HEAD', {}],
    ['GET', { 'if-none-match': '*' }],
    ['GET', { 'if-match': '"other"' }],
    ['GET', { range: `bytes=${BIG_BYTES}-` }],
  ])('closes the descriptor if %s with %j needs no bytes', async (method, headers) => {
    await fetch(`${app.origin}/big.bin`, { method, headers });
    await untilOpen((left) => left === 0);
    expect(openCount()).toBe(0);
  });
});
