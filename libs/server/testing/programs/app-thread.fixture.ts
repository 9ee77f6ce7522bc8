import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { nodeWorld } from '../../src/world/node-world.ts';
import { bindPort } from '../../src/lifecycle/listen/bind-port.ts';
import { runServer } from '../../src/program/run-server.ts';

/** A program whose app runs this file in a thread of its own, and answers with what that thread sends. */
const world = nodeWorld(process);

const createRoutes = async () => {
  const { Router } = await import('express');
  return Router().get('/work', async (_request, response) => {
    const worker = new Worker(import.meta.filename, { workerData: { count: 7 } });
    const [answer] = (await Promise.race([once(worker, 'message'), once(worker, 'exit')])) as [
      unknown,
    ];
    response.json(answer);
  });
};

const mistake = process.env['MISTAKE'];
const isOfServer = world.thread !== undefined && !mistake?.startsWith('not in management');
if (isMainThread || isOfServer || mistake === 'everywhere')
  void runServer(world, {
    name: 'app-thread',
    version: '0.0.0',
    listen: bindPort,
    routes: createRoutes,
  }).then((exitCode) => process.exit(exitCode));
else if (mistake === 'not in management, sends null') parentPort?.postMessage(null);
else parentPort?.postMessage({ worked: (workerData as { readonly count?: number }).count });
