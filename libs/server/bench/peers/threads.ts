import { pbkdf2Sync } from 'node:crypto';
import { bindPort } from '../../src/lifecycle/listen/bind-port.ts';
import { runServer } from '../../src/program/run-server.ts';
import { nodeWorld } from '../../src/world/node-world.ts';

/** Takes the same processor time for each request, whatever else runs. */
void runServer(nodeWorld(process), {
  name: 'bench-threads',
  version: '0.0.0',
  listen: bindPort,
  routes: async () => {
    const { Router } = await import('express');
    const iterations = Number(process.env['WORK_ITERATIONS']);
    return Router().get('/work', (_request, response) => {
      response.send(pbkdf2Sync('password', 'salt', iterations, 32, 'sha256').toString('hex'));
    });
  },
}).then((exitCode) => {
  process.exit(exitCode);
});
