import { nodeWorld } from '../../src/world/node-world.ts';
import type { CreateRoutes } from '../../src/program/program.ts';
import { runServer } from '../../src/program/run-server.ts';
import { bindPort } from '../../src/lifecycle/listen/bind-port.ts';

const BLOCKED_MS = 2_000;

const createBlocking: CreateRoutes = () => (_request, response) => {
  const endMs = performance.now() + BLOCKED_MS;
  while (performance.now() < endMs);
  response.end('unblocked');
};

/** A server that blocks the event loop for two seconds at each request. */
void runServer(nodeWorld(process), {
  name: 'blocking',
  version: '0.0.0',
  listen: bindPort,
  routes: createBlocking,
}).then((exitCode) => {
  process.exitCode = exitCode;
});
