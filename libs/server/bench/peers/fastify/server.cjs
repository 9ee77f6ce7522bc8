/** Fastify 5 with its logger as it comes, and a histogram of prom-client, as production servers have them. */
const fastify = require('fastify');
const { Histogram } = require('prom-client');

const { PORT } = process.env;
const duration = new Histogram({
  name: 'http_server_request_duration_seconds',
  help: 'Duration of HTTP server requests.',
  labelNames: ['method', 'route', 'status'],
});
const app = fastify({ logger: true });

app.addHook('onResponse', (request, reply, done) => {
  const { method, routeOptions } = request;
  const labels = { method, route: routeOptions.url ?? '', status: reply.statusCode };
  duration.observe(labels, reply.elapsedTime / 1_000);
  done();
});
app.get('/', (_request, reply) => {
  reply.type('text/plain; charset=utf-8').send(`alive at ${new Date().toISOString()}\n`);
});
app.listen({ port: Number(PORT), host: '127.0.0.1' });
