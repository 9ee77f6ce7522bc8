/** A common stack of production Express servers, each part set up as its README recommends. */
import express from 'express';
import helmet from 'helmet';
import { pinoHttp } from 'pino-http';
import { Histogram } from 'prom-client';

const duration = new Histogram({
  name: 'http_server_request_duration_seconds',
  help: 'Duration of HTTP server requests.',
  labelNames: ['method', 'route', 'status'],
});

express()
  .use(helmet())
  .use(pinoHttp())
  .use((request, response, next) => {
    const stop = duration.startTimer();
    response.on('finish', () => {
      const route = (request.route as { path: string } | undefined)?.path ?? '';
      stop({ method: request.method, route, status: response.statusCode });
    });
    next();
  })
  .get('/', (_request, response) => {
    response.type('text/plain').send(`alive at ${new Date().toISOString()}\n`);
  })
  .listen(Number(process.env['PORT']), '127.0.0.1');
