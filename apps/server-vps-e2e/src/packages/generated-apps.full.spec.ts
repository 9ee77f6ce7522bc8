import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  startServer,
  waitForHealth,
  type ServerContainer,
} from '@tscratch/tools/testing/container';
import { describeWithEngine, inspect, type Engine } from '@tscratch/tools/testing/engine';
import { runProgram } from '@tscratch/tools/testing/program';
import { startNpmRegistry } from './npm-registry.ts';
import { SHELL } from './shell.ts';

const NX = '23.2.1';

/** Servers as the generators of Nx write them, and a path that each answers. */
const APPS = [
  { generator: '@nx/express:application', name: 'shop-express', path: '/api', flags: [] },
  { generator: '@nx/nest:application', name: 'shop-nest', path: '/api', flags: [] },
  {
    generator: '@nx/node:application',
    name: 'shop-fastify',
    path: '/',
    flags: ['--framework=fastify'],
  },
];
const NAMES = APPS.map(({ name }) => name);
const NO_TESTS = ['--e2eTestRunner=none', '--unitTestRunner=none', '--linter=none'];

const parent = realpathSync(mkdtempSync(join(tmpdir(), 'generated-')));
const folder = join(parent, 'acme');
const inFolder = (path: string): string => join(folder, path);
const artefact = (name: string, file: string): string =>
  inFolder(`dist/tscratch/apps/${name}/${file}`);

/** Runs a command of the user, and prints how long it takes. */
function run(command: string, ...args: readonly string[]): void {
  const start = performance.now();
  runProgram(command, args, { cwd: folder, env: SHELL });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  process.stdout.write(`${seconds} s  ${command} ${args.join(' ')}\n`);
}

/** Digests of what a folder of sources and configuration has. */
function digestSources(): readonly string[] {
  const files = readdirSync(inFolder('apps'), { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .map(({ parentPath, name }) => digest(join(parentPath, name)));
}

function digest(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

describe('the apps that the generators of Nx write', () => {
  let registry: ChildProcess;
  beforeAll(async () => {
    const preset = ['--preset=apps', '--nxCloud=skip', '--interactive=false', '--skipGit'];
    const create = ['--yes', `create-nx-workspace@${NX}`, 'acme', ...preset];
    runProgram('npx', [...create, '--packageManager=npm'], { cwd: parent, env: SHELL });
    const plugins = ['express', 'nest', 'node'].map((name) => `@nx/${name}@${NX}`);
    run('npm', 'install', '--save-dev', ...plugins);
    for (const { generator, name, flags } of APPS)
      run('npx', 'nx', 'g', generator, `apps/${name}`, ...NO_TESTS, '--no-interactive', ...flags);
    registry = await startNpmRegistry(folder);
  }, 590_000);
  afterAll(() => {
    registry.kill();
    rmSync(parent, { recursive: true });
  });

  it('become executables and images by two commands each, with no file of theirs changed', () => {
    const before = digestSources();
    run('npx', 'nx', 'add', '@tscratch/tools');
    for (const name of NAMES) {
      run('npx', 'nx', 'binary', name);
      run('npx', 'nx', 'image', name);
    }
    expect(digestSources()).toEqual(before);
  }, 590_000);

  it('have the same bytes when they are built again', () => {
    const files = NAMES.flatMap((name) => [artefact(name, name), artefact(name, 'image.tar')]);
    const first = files.map(digest);
    for (const file of files) rmSync(file);
    run('npx', 'nx', 'run-many', '-t', 'binary,image', '-p', NAMES.join(), '--skip-nx-cache');
    expect(files.map(digest)).toEqual(first);
  }, 590_000);

  describeWithEngine('in a container', (engine) => {
    it.each(APPS)('$name answers, and the engine does not check it', async (app) => {
      await withServer(engine, app, ({ id }) => {
        expect(inspect(engine, id, '.Config.Healthcheck')).toBeNull();
      });
    });

    it.each(APPS)(
      '$name is healthy with "health": "$path" in its project.json',
      async (app) => {
        const path = inFolder(`apps/${app.name}/project.json`);
        const project = JSON.parse(readFileSync(path, 'utf8')) as object;
        writeFileSync(path, JSON.stringify({ ...project, tscratch: { health: app.path } }));
        run('npx', 'nx', 'image', app.name);
        await withServer(engine, app, async ({ id }) => {
          expect(await waitForHealth(engine, id)).toBe('healthy');
        });
      },
      120_000,
    );
  });
});

/** Loads the image of an app, starts it in a container that may write nothing, and removes both. */
async function withServer(
  engine: Engine,
  { name, path }: (typeof APPS)[number],
  test: (server: ServerContainer) => Promise<void> | void,
): Promise<void> {
  const image = `${name}:latest`;
  runProgram(engine, ['load', '--input', artefact(name, 'image.tar')]);
  const server = await startServer(engine, { image, path });
  try {
    await test(server);
  } finally {
    runProgram(engine, ['rm', '--force', server.id]);
    runProgram(engine, ['rmi', image]);
  }
}
