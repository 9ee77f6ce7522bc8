import { once } from 'node:events';
import {
  appendFileSync,
  closeSync,
  ftruncateSync,
  openSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { exchangeRaw } from '../testing/exchange-raw.ts';
import { createFilesSandbox, type FilesSandbox } from '../testing/files-sandbox.ts';
import { startApp, type RunningApp } from '../testing/start-app.ts';

/** More than the buffers of both ends of a connection hold. */
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

/** Requests the big file, and comes back when its first bytes are here and no more are taken. */
async function beginDownload(): Promise<IncomingMessage> {
  const [response] = (await once(get(`${app.origin}/big.bin`, { agent: false }), 'response')) as [
    IncomingMessage,
  ];
  await once(response, 'readable');
  return response;
}

/** Takes the rest; tells how many bytes came, and whether they are said to be all. */
async function endDownload(response: IncomingMessage) {
  let byteCount = 0;
  response.on('data', (chunk: Buffer) => (byteCount += chunk.length)).on('error', () => undefined);
  await new Promise((resolve) => response.on('close', resolve)); // once() rejects for an error
  return { byteCount, isComplete: response.complete };
}

function descriptorCount(): number {
  return readdirSync('/proc/self/fd').length;
}

async function untilDescriptorsAre(count: number): Promise<void> {
  while (descriptorCount() > count) await setImmediate();
}

async function askAndNeverRead(requests: string): Promise<Socket> {
  const socket = connect(app.port, '127.0.0.1');
  socket.write(requests);
  await once(app.server, 'request');
  return socket;
}

const REQUEST = 'GET /big.bin HTTP/1.1\r\nHost: test\r\n\r\n';

describe('sendBytes()', () => {
  it('sends a file of many chunks as it is', async () => {
    const bytes = Buffer.from(Array.from({ length: 400_000 }, (_, index) => (index * 7) % 251));
    writeFileSync(join(sandbox.site, 'bytes.bin'), bytes);
    const response = await fetch(`${app.origin}/bytes.bin`);
    expect(Buffer.compare(Buffer.from(await response.arrayBuffer()), bytes)).toBe(0);
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

  it('sends what it has promised of a file that grows', async () => {
    const response = await beginDownload();
    appendFileSync(big, 'more');
    expect(await endDownload(response)).toEqual({ byteCount: BIG_BYTES, isComplete: true });
  });

  it('sends all of a file that is removed', async () => {
    const response = await beginDownload();
    rmSync(big);
    expect(await endDownload(response)).toEqual({ byteCount: BIG_BYTES, isComplete: true });
  });

  it('cuts the connection where a file becomes shorter, and logs why', async () => {
    const response = await beginDownload();
    truncateSync(big, 1_024);
    const { byteCount, isComplete } = await endDownload(response);
    expect(byteCount).toBeLessThan(BIG_BYTES);
    expect(isComplete).toBe(false);
    const failures = app.log().filter(({ level }) => level === 'error');
    expect(JSON.stringify(failures)).toMatch(/The file ended at byte \d+ of 33554432/);
  });

  it('closes every descriptor after 100 downloads that were broken off', async () => {
    const before = descriptorCount();
    for (let count = 0; count < 100; count += 1) (await askAndNeverRead(REQUEST)).destroy();
    await untilDescriptorsAre(before);
    expect(descriptorCount()).toBe(before);
  });

  it('closes the descriptor of an answer that waits behind another, too', async () => {
    const before = descriptorCount();
    const socket = await askAndNeverRead(REQUEST.repeat(3));
    await once(socket, 'readable');
    socket.destroy();
    await untilDescriptorsAre(before);
    expect(descriptorCount()).toBe(before);
  });

  it('closes the descriptor of an answer that no client waits for', async () => {
    const before = descriptorCount();
    await fetch(`${app.origin}/big.bin`, { method: 'HEAD', headers: { connection: 'close' } });
    await fetch(`${app.origin}/plain.txt`, {
      headers: { connection: 'close', 'if-none-match': '*' },
    });
    await untilDescriptorsAre(before);
    expect(descriptorCount()).toBe(before);
  });
});
