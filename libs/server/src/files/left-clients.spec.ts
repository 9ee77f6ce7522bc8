import type { Socket } from 'node:net';
import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFilesSandbox, MODIFIED, type FilesSandbox } from '../../testing/files-sandbox.ts';
import { openRaw } from '../../testing/raw-client.ts';
import { startApp, type RunningApp } from '../../testing/start-app.ts';
import { until } from '../../testing/until.ts';

const SETTLED_MS = 2_000;
/** Larger than what is sent without counting its readers. */
const LARGE_BYTES = 200_000;
const REQUEST = 'GET /large.bin HTTP/1.1\r\nHost: test\r\n\r\n';

let sandbox: FilesSandbox;
let app: RunningApp;
let nowMs: number;

beforeEach(async () => {
  sandbox = createFilesSandbox();
  const path = join(sandbox.site, 'large.bin');
  writeFileSync(path, Buffer.alloc(LARGE_BYTES));
  utimesSync(path, new Date(MODIFIED), new Date(MODIFIED));
  nowMs = 0;
  const settings = { shedLoopDelayMs: 0 }; // the clock jumps
  app = await startApp({ filesRoot: sandbox.site, monotonicMs: () => nowMs, settings });
});
afterEach(async () => {
  await app[Symbol.asyncDispose]();
  sandbox[Symbol.dispose]();
});

async function get(): Promise<void> {
  const headers = { 'accept-encoding': 'identity' }; // another coding is another key
  await (await fetch(`${app.origin}/large.bin`, { headers })).arrayBuffer();
}
const state = () => app.managed.filesCache?.state();
const readers = () => app.managed.filesCache?.store.get('/large.bin')?.readerCount;

/** Requests the file, and disconnects as soon as the server looks for it. */
async function leave(): Promise<void> {
  app.server.once('request', ({ socket }: { socket: Socket }) => socket.destroy());
  using client = await openRaw(app.port, REQUEST);
  await client.closed;
}

describe('a client that leaves', () => {
  it('while its file is read does not hold the file in memory for ever', async () => {
    await get();
    nowMs += SETTLED_MS;
    await leave();
    await until(() => state()?.files === 1);
    await until(() => readers() === 0);
  });
});
