import { existsSync, readFileSync } from 'node:fs';
import { BroadcastChannel } from 'node:worker_threads';
import { Router } from 'express';
import { nodeWorld } from '../../src/world/node-world.ts';
import type { CreateRoutes } from '../../src/program/program.ts';
import { runServer } from '../../src/program/run-server.ts';
import { bindPort } from '../../src/lifecycle/listen/bind-port.ts';

// A program whose main thread can be blocked.
const createRoutes: CreateRoutes = () => {
  const router = Router();
  router.post('/block-until/:path', ({ params }, response) => {
    blockTheEventLoop(params.path);
    response.end('turning again');
  });
  router.post('/wait-for/:path', ({ params }, response) => {
    response.end(readFileSync(params.path, 'utf8')); // with a FIFO: blocks until it is written to
  });
  router.post('/hold', () => undefined); // until the client disconnects
  router.post('/backtrack', (_request, response) => {
    backtrackForLong();
    response.end('turning again');
  });
  const kept: unknown[] = [];
  router.post('/keep/:megabytes', ({ params }, response) => {
    keepObjects(kept, Number(params.megabytes));
    response.end();
  });
  router.post('/kill-management', (_request, response) => {
    killing.postMessage('now');
    response.end();
  });
  return router;
};

const killing = new BroadcastChannel('kill-management');
killing.unref();

/** Runs JavaScript until a file exists, or for as long as a failed test may keep the program. */
function blockTheEventLoop(path: string): void {
  const endMs = performance.now() + 30_000;
  while (!existsSync(path) && performance.now() < endMs);
}

function backtrackForLong(): void {
  /^(a+)+$/.test('a'.repeat(26) + 'b');
}

function keepObjects(kept: unknown[], megabytes: number): void {
  for (let count = 0; count < megabytes * 8_000; count += 1) kept.push({ text: `kept ${count}` });
}

const world = nodeWorld(process);
if (world.thread !== undefined) {
  killing.onmessage = () => {
    throw new Error('killed by a test');
  };
}
const { SPARE_MEMORY_BYTES } = process.env;
if (SPARE_MEMORY_BYTES !== undefined)
  Object.assign(world, { spareMemoryBytes: () => Number(SPARE_MEMORY_BYTES) });
process.exitCode = await runServer(world, {
  name: 'stuck',
  version: '1.0.0',
  listen: bindPort,
  routes: createRoutes,
});
