import { bindPort } from '../../src/lifecycle/listen/bind-port.ts';
import { runServer } from '../../src/program/run-server.ts';
import { nodeWorld } from '../../src/world/node-world.ts';

// A program with all that lasts: streams of events at /events, one that does not end at /endless, and WebSockets at
// /socket; /broken throws.

void runServer(nodeWorld(process), {
  name: 'streams',
  version: '0.0.0',
  listen: bindPort,
  upgrades: ['websocket'],
  routes: async () => {
    const { Router } = await import('express');
    const { WebSocketServer } = await import('ws');
    const sockets = new WebSocketServer({ noServer: true });
    return Router()
      .get('/broken', () => {
        throw new TypeError('no such stream');
      })
      .get('/events', (request, response) => {
        request.declareStream();
        const { draining } = request;
        response.type('text/event-stream').write('data: begin\n\n');
        draining.addEventListener('abort', () => response.end('data: end\n\n'));
      })
      .get('/endless', (request, response) => {
        request.declareStream();
        response.type('text/event-stream').write('data: begin\n\n');
      })
      .get('/socket', (request) => {
        const { draining } = request;
        const { socket, head } = request.takeUpgrade();
        sockets.handleUpgrade(request, socket, head, (client) => {
          draining.addEventListener('abort', () => {
            client.close(1001);
          });
        });
      });
  },
}).then((exitCode) => process.exit(exitCode));
