import { createServer } from 'node:http';
import { createServer as createAcceptor, type Socket } from 'node:net';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

/**
 * The least that serves in threads: node:http, whose connections the main thread accepts and hands on in
 * turns, with SERVING_THREADS=1 in the main thread itself. It answers each request with one line.
 */
const count = Number(process.env['SERVING_THREADS']);
const server = createServer((_request, response) => {
  response.setHeader('Content-Type', 'text/plain');
  response.end(`tscratch is alive and the time is ${new Date().toISOString()}\n`);
});

function takeConnections(): void {
  server.emit('listening');
  parentPort?.on('message', (socket: Socket) => {
    socket.allowHalfOpen = true;
    server.emit('connection', socket);
    socket.resume();
  });
}

function acceptFor(workers: readonly Worker[]): void {
  let next = 0;
  createAcceptor({ pauseOnConnect: true, allowHalfOpen: true, noDelay: true }, (socket) => {
    workers[next]?.postMessage(socket, [socket] as never);
    next = (next + 1) % workers.length;
  }).listen(Number(process.env['PORT']), '127.0.0.1');
}

if (!isMainThread) takeConnections();
else if (count > 1)
  acceptFor(Array.from({ length: count }, () => new Worker(process.argv[1] as string)));
else server.listen(Number(process.env['PORT']), '127.0.0.1');
