import { once } from 'node:events';
import { nodeWorld } from '../../src/world/node-world.ts';
import { runServer } from '../../src/program/run-server.ts';
import { createEcho } from './echo.ts';

/** Serves the echo on the listening socket that it inherits: sd_listen_fds(3). */
void runServer(nodeWorld(process), {
  name: 'conformance',
  version: '0.0.0',
  listen: async (server) => {
    await once(server.listen({ fd: 3 }), 'listening');
    return 'adopted';
  },
  routes: createEcho,
}).then((exitCode) => {
  process.exitCode = exitCode;
});
