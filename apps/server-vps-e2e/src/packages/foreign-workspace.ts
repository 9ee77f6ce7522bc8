/** An Nx workspace with a server as `nx g @nx/node:application --framework=fastify` writes it, by path. */
export const FOREIGN_WORKSPACE = {
  'nx.json': JSON.stringify({ analytics: false, namedInputs: { production: ['default'] } }),
  'package.json': JSON.stringify({
    name: '@acme/source',
    version: '0.0.0',
    license: 'MIT',
    private: true,
    devDependencies: { nx: '23.2.1', typescript: '6.0.3' },
    dependencies: { '@fastify/autoload': '6.0.3', fastify: '5.2.2' },
  }),
  'tsconfig.base.json': JSON.stringify({
    compilerOptions: {
      emitDecoratorMetadata: true,
      experimentalDecorators: true,
      target: 'es2015',
      module: 'esnext',
      moduleResolution: 'bundler',
    },
  }),
  'apps/adopted/tsconfig.json': '{ "extends": "../../tsconfig.base.json" }',
  'apps/adopted/project.json': JSON.stringify({
    name: 'adopted',
    sourceRoot: 'apps/adopted/src',
    projectType: 'application',
    targets: {
      build: {
        executor: '@nx/esbuild:esbuild',
        options: { platform: 'node', bundle: false, main: 'apps/adopted/src/main.ts' },
      },
      serve: { executor: '@nx/js:node', options: { buildTarget: 'adopted:build' } },
    },
  }),
  'apps/adopted/src/main.ts': `import Fastify from 'fastify';
import { app } from './app/app';

const host = process.env.HOST ?? 'localhost';
const port = process.env.PORT ? Number(process.env.PORT) : 3000;
const server = Fastify({ logger: false });
server.register(app);
server.listen({ port, host }, (error) => {
  if (error) process.exit(1);
  console.log(JSON.stringify({ msg: 'listening', address: server.server.address() }));
});
`,
  'apps/adopted/src/app/app.ts': `import * as path from 'path';
import type { FastifyInstance } from 'fastify';
import AutoLoad from '@fastify/autoload';

/** All routes: see @fastify/autoload. */
export async function app(fastify: FastifyInstance) {
  fastify.register(AutoLoad, { dir: path.join(__dirname, 'routes') });
}
`,
  'apps/adopted/src/app/routes/root.ts': `import type { FastifyInstance } from 'fastify';

export default async function (fastify: FastifyInstance) {
  fastify.get('/', async function () {
    return { message: 'Hello API' };
  });
}
`,
} as const;

/** The same server as an app of another name. */
export function addApp(name: string): Readonly<Record<string, string>> {
  const copies = Object.entries(FOREIGN_WORKSPACE).flatMap(([path, text]) =>
    path.startsWith('apps/')
      ? [[path.replace('adopted', name), text.replaceAll('adopted', name)] as const]
      : [],
  );
  return Object.fromEntries(copies);
}
