import { createServer } from 'node:http';

createServer((_request, response) => {
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  response.end(`alive at ${new Date().toISOString()}\n`);
}).listen(Number(process.env['PORT']), '127.0.0.1');
