import { nodeWorld } from '../../src/world/node-world.ts';
import { bindPort } from '../../src/lifecycle/listen/bind-port.ts';
import { runServer } from '../../src/program/run-server.ts';

// A release of a program: VERSION is its version, and with FAILS every other request to /work fails.
const { VERSION = '1.0.0', FAILS } = process.env;

void runServer(nodeWorld(process), {
  name: 'versioned',
  version: VERSION,
  listen: bindPort,
  routes: async () => {
    const { Router } = await import('express');
    let count = 0;
    return Router().get('/work', (_request, response) => {
      count += 1;
      response.status(FAILS !== undefined && count % 2 === 0 ? 500 : 200).end('done');
    });
  },
}).then((exitCode) => process.exit(exitCode));
