/** The frameworks that an application can start with; `none` is node:http. */
export const FRAMEWORKS = ['express', 'fastify', 'hono', 'nest', 'none'] as const;
export type Framework = (typeof FRAMEWORKS)[number];

/** Reads what a container sets, and says where the server listens: the e2e test waits for that line. */
const SETTINGS = `const { HOST = '127.0.0.1', PORT = '8080' } = process.env;`;

const LISTENING = `function report(port: number): void {
  console.log(\`listening on http://\${HOST}:\${port}\`);
}`;

const GREET = `import { greet } from './greet.ts';`;

const EXPRESS = `import type { AddressInfo } from 'node:net';
import express from 'express';
${GREET}

${SETTINGS}
const app = express();

app.get('/', (_request, response) => {
  response.type('text').send(greet(new Date()));
});
app.get('/healthz', (_request, response) => {
  response.type('text').send('ok');
});

const server = app.listen(Number(PORT), HOST, () => {
  report((server.address() as AddressInfo).port);
});
process.once('SIGTERM', () => server.close());

${LISTENING}
`;

const FASTIFY = `import Fastify from 'fastify';
${GREET}

${SETTINGS}
const app = Fastify();

app.get('/', async () => greet(new Date()));
app.get('/healthz', async () => 'ok');

await app.listen({ host: HOST, port: Number(PORT) });
report(app.addresses()[0]?.port ?? 0);
process.once('SIGTERM', () => void app.close());

${LISTENING}
`;

const HONO = `import { serve } from '@hono/node-server';
import { Hono } from 'hono';
${GREET}

${SETTINGS}
const app = new Hono();

app.get('/', (context) => context.text(greet(new Date())));
app.get('/healthz', (context) => context.text('ok'));

const server = serve({ fetch: app.fetch, hostname: HOST, port: Number(PORT) }, ({ port }) => {
  report(port);
});
process.once('SIGTERM', () => server.close());

${LISTENING}
`;

const NEST = `import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
${GREET}

${SETTINGS}

@Controller()
class AppController {
  @Get()
  home(): string {
    return greet(new Date());
  }

  @Get('healthz')
  health(): string {
    return 'ok';
  }
}

@Module({ controllers: [AppController] })
class AppModule {}

const app = await NestFactory.create(AppModule, { logger: ['error', 'warn'] });
app.enableShutdownHooks();
await app.listen(Number(PORT), HOST);
report((app.getHttpServer().address() as AddressInfo).port);

${LISTENING}
`;

const NONE = `import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
${GREET}

${SETTINGS}

const server = createServer((request, response) => {
  const isHealth = request.url === '/healthz';
  response.writeHead(isHealth || request.url === '/' ? 200 : 404, { 'content-type': 'text/plain' });
  response.end(isHealth ? 'ok' : greet(new Date()));
});
server.listen(Number(PORT), HOST, () => {
  report((server.address() as AddressInfo).port);
});
process.once('SIGTERM', () => server.close());

${LISTENING}
`;

const MAINS: Readonly<Record<Framework, string>> = {
  express: EXPRESS,
  fastify: FASTIFY,
  hono: HONO,
  nest: NEST,
  none: NONE,
};

/** Renders the file that starts the application. */
export function renderMain(framework: Framework): string {
  return MAINS[framework];
}

/** Packages of a framework, as the tests of this repository run them. */
export const PACKAGES: Readonly<Record<Framework, Readonly<Record<string, string>>>> = {
  express: { express: '^5.3.0' },
  fastify: { fastify: '^5.12.8' },
  hono: { '@hono/node-server': '^2.1.9', hono: '^4.13.19' },
  nest: {
    '@nestjs/common': '^12.5.1',
    '@nestjs/core': '^12.5.1',
    '@nestjs/platform-express': '^12.5.1',
    'reflect-metadata': '^0.2.2',
    rxjs: '^7.8.2',
  },
  none: {},
};

/** What compiles and describes them. */
export const TOOLS: Readonly<Record<Framework, Readonly<Record<string, string>>>> = {
  express: { '@types/express': '^5.0.6' },
  fastify: {},
  hono: {},
  nest: { typescript: '~6.0.3' },
  none: {},
};
