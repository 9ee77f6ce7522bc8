import { existsSync } from 'node:fs';
import { nodeWorld } from '../../src/world/node-world.ts';
import { runServer } from '../../src/program/run-server.ts';
import { adoptSocket } from '../../src/lifecycle/listen/adopt-socket.ts';

// A service whose checks, reloads and requests are controlled by a test.
void runServer(nodeWorld(process), {
  name: 'service',
  version: '0.0.0',
  listen: adoptSocket,
  routes: async ({ readiness, lifecycle }) => {
    const { READY_FILE } = process.env;
    if (READY_FILE !== undefined)
      readiness.add({
        name: 'database',
        isRequired: true,
        run: () => {
          if (!existsSync(READY_FILE)) throw new Error('connection\nrefused');
        },
      });
    lifecycle.onReload('rules', () => undefined);
    const { Router } = await import('express');
    const waiting = Promise.withResolvers<undefined>();
    return Router()
      .get('/wait', async (_request, response) => {
        await waiting.promise;
        response.end('whole');
      })
      .get('/go', (_request, response) => {
        waiting.resolve(undefined);
        response.end();
      })
      .get('/children', async (_request, response) => {
        const { spawnSync } = await import('node:child_process');
        const { stdout } = spawnSync('/usr/bin/env', { encoding: 'utf8' });
        response.end(stdout);
      })
      .post('/block', () => {
        blockForEver();
      });
  },
}).then((exitCode) => {
  process.exitCode = exitCode;
});

function blockForEver(): never {
  for (;;);
}
