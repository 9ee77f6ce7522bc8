import type { Socket } from 'node:net';
import { SETTLED_MS, startFilesServer, type FilesServer } from '../../testing/files-server.ts';
import { openRaw } from '../../testing/raw-client.ts';
import { until } from '../../testing/until.ts';

/** Larger than what is sent without counting its readers. */
const LARGE_BYTES = 200_000;
const REQUEST = 'GET /large.bin HTTP/1.1\r\nHost: test\r\n\r\n';

let server: FilesServer;

beforeEach(async () => {
  server = await startFilesServer();
  server.write('large.bin', Buffer.alloc(LARGE_BYTES));
});
afterEach(() => server[Symbol.asyncDispose]());

async function get(): Promise<void> {
  const headers = { 'accept-encoding': 'identity' }; // another coding is another key
  await (await fetch(`${server.app.origin}/large.bin`, { headers })).arrayBuffer();
}
const state = () => server.app.managed.filesCache?.state();
const readers = () => server.app.managed.filesCache?.store.get('/large.bin')?.readerCount;

/** Requests the file, and disconnects as soon as the server looks for it. */
async function leave(): Promise<void> {
  server.app.server.once('request', ({ socket }: { socket: Socket }) => socket.destroy());
  using client = await openRaw(server.app.port, REQUEST);
  await client.closed;
}

describe('a client that leaves', () => {
  it('while its file is read does not hold the file in memory for ever', async () => {
    await get();
    server.nowMs += SETTLED_MS;
    await leave();
    await until(() => state()?.files === 1);
    await until(() => readers() === 0);
  });
});
