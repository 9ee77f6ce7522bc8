import { nodeWorld } from '../../src/world/node-world.ts';
import { bindPort } from '../../src/lifecycle/listen/bind-port.ts';
import { runServer } from '../../src/program/run-server.ts';

/** Duration of `/slow`: longer than the program takes to start its shutdown. */
const SLOW_MS = 300;

/** A program whose routes are controlled by a test. */
void runServer(nodeWorld(process), {
  name: 'fixture',
  version: '0.0.0',
  listen: bindPort,
  routes: async ({ lifecycle }) => {
    const { Router } = await import('express');
    lifecycle.onReload('rules', () => undefined);
    return Router()
      .get('/throw-in-finish', (_request, response) => {
        response.once('finish', () => {
          throw new Error('lost in finish');
        });
        response.end('sent');
      })
      .get('/exit', (_request, response) => {
        response.end('last');
        process.exit(3);
      })
      .get('/slow', (_request, response) => {
        setTimeout(() => response.end('whole'), SLOW_MS);
      })
      .get('/events', (request, response) => {
        response.type('text/event-stream').write('data: first\n\n');
        request.draining.addEventListener('abort', () => response.end('data: last\n\n'));
      })
      .get('/wait', () => undefined)
      .get('/endless', (_request, response) => {
        response.write('first');
      })
      .get('/call', async (request, response) => {
        const answer = await fetch(request.query['url'] as string);
        response.send(await answer.text());
      });
  },
}).then((exitCode) => {
  process.exitCode = exitCode;
});
