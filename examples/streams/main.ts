import { bindPort, nodeWorld, runServer } from '@tscratch/server';

// The time, once a second, to browsers by server-sent events and by WebSocket. Run it, and stop it by Ctrl-C or SIGTERM:
// each client gets a last event and its end, so that it connects again, to the next process.
//
//   $ node examples/streams/main.ts
//   $ curl --no-buffer localhost:8080/events

void runServer(nodeWorld(process), {
  name: 'streams',
  version: '1.0.0',
  listen: bindPort,
  upgrades: ['websocket'],
  routes: async () => {
    const { Router } = await import('express');
    const { WebSocketServer } = await import('ws');
    const listeners = new Set<(text: string) => void>();
    setInterval(() => {
      for (const send of listeners) send(new Date().toISOString());
    }, 1_000).unref();
    const sockets = new WebSocketServer({ noServer: true, maxPayload: 4_096 });
    return Router()
      .get('/events', (request, response) => {
        request.declareStream(); // it may last, and nothing may happen on it for a while
        const { draining } = request;
        const send = (text: string) => {
          if (!response.writableNeedDrain) response.write(`data: ${text}\n\n`); // a slow client misses some
        };
        const end = () => response.end('event: end\ndata: the server is stopping\n\n');
        listeners.add(send);
        response.on('close', () => listeners.delete(send));
        response.set('Cache-Control', 'no-cache').type('text/event-stream');
        send('welcome');
        if (draining.aborted) end();
        else draining.addEventListener('abort', end);
      })
      .get('/socket', (request, response) => {
        const { draining, headers } = request;
        // A browser lets every site open a WebSocket: only pages of this host may.
        if (headers.origin !== undefined && URL.parse(headers.origin)?.host !== headers.host) {
          response.sendStatus(403);
          return;
        }
        const { socket, head, noteClose } = request.takeUpgrade();
        sockets.handleUpgrade(request, socket, head, (client) => {
          const send = (text: string) => {
            if (client.bufferedAmount === 0) client.send(text);
          };
          const end = () => {
            client.close(1001, 'the server is stopping');
          };
          listeners.add(send);
          client.on('error', () => undefined); // 'close' follows
          client.on('close', (code) => {
            listeners.delete(send);
            noteClose(code);
          });
          send('welcome');
          if (draining.aborted) end();
          else draining.addEventListener('abort', end);
        });
      });
  },
}).then((exitCode) => process.exit(exitCode));
