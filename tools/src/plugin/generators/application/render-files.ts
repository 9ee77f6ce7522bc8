import { join, relative } from 'node:path/posix';
import type { Paths } from '../../inference/plan-targets.ts';
import type { TargetNames } from '../../inference/target-names.ts';
import { renderMain, type Framework } from './render-main.ts';

export interface Application {
  readonly name: string;
  /** Relative to the workspace. */
  readonly folder: string;
  readonly framework: Framework;
  /** Where its artefacts will be. */
  readonly paths: Paths;
  readonly targetNames: TargetNames;
  /** Whether the projects of the workspace are references of its tsconfig.json, which `tsc --build` checks. */
  readonly isReferenced: boolean;
}

const GREET = `/** What the server answers. */
export function greet(now: Date): string {
  return \`alive, and the time is \${now.toISOString()}\\n\`;
}
`;

const GREET_TEST = `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { greet } from './greet.ts';

test('greet() says the time', () => {
  assert.equal(greet(new Date(0)), 'alive, and the time is 1970-01-01T00:00:00.000Z\\n');
});
`;

/** Renders the files of an application, by their paths below its folder. */
export function renderFiles(application: Application): ReadonlyMap<string, string> {
  return new Map([
    ['src/main.ts', renderMain(application.framework)],
    ['src/greet.ts', GREET],
    ['src/greet.test.ts', GREET_TEST],
    ['e2e/server.test.ts', renderE2e(application)],
    ['package.json', renderManifest(application)],
    ['tsconfig.json', renderTsConfig(application)],
  ]);
}

/** The test starts what is shipped, and waits for its line, not for a time. */
function renderE2e({ folder, paths }: Application): string {
  const binary = relative(join(folder, 'e2e'), paths.binary).replaceAll(' ', '%20');
  return `import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

const binary = fileURLToPath(new URL('${binary}', import.meta.url));
const server = spawn(binary, { env: { HOST: '127.0.0.1', PORT: '0' }, stdio: ['ignore', 'pipe', 'inherit'] });
after(() => server.kill('SIGKILL'));
const url = await findUrl();

/** The line that the server writes when it listens. */
async function findUrl(): Promise<string> {
  for await (const line of createInterface({ input: server.stdout }))
    if (line.startsWith('listening on ')) return line.slice('listening on '.length);
  throw new Error('the server has ended before it listened');
}

test('answers', async () => {
  const response = await fetch(url);
  assert.equal(response.status, 200);
  assert.match(await response.text(), /^alive, and the time is /);
});

test('is healthy', async () => {
  assert.equal((await fetch(\`\${url}/healthz\`)).status, 200);
});

test('ends when it is asked to', async () => {
  server.kill('SIGTERM');
  const [status, signal] = await once(server, 'exit');
  assert.ok(status === 0 || signal === 'SIGTERM');
});
`;
}

function renderManifest({ name, framework }: Application): string {
  const manifest = {
    name,
    version: '0.1.0',
    description: `The server ${name}`,
    license: 'UNLICENSED',
    private: true,
    type: 'module',
    tscratch: {
      main: 'src/main.ts',
      health: '/healthz',
      ...(framework === 'express' && {
        knownGaps: { express: 'the app sets no view engine by name' },
      }),
    },
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}

function renderTsConfig({ folder, framework, isReferenced }: Application): string {
  const outDir = join(relative(folder, 'dist/out-tsc'), folder);
  const decorators = { experimentalDecorators: true, emitDecoratorMetadata: true };
  const compilerOptions = {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    ...(isReferenced ? { composite: true, emitDeclarationOnly: true, outDir } : { noEmit: true }),
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    types: ['node'],
    ...(framework === 'nest' && decorators),
  };
  return `${JSON.stringify({ compilerOptions, include: ['src', 'e2e'] }, undefined, 2)}\n`;
}
