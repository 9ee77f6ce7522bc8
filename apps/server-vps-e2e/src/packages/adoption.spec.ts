import type { ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startServer, stopServer } from '@tscratch/tools/testing/container';
import { describeWithEngine } from '@tscratch/tools/testing/engine';
import { runProgram } from '@tscratch/tools/testing/program';
import { askProgram, endProgram, startProgram } from '../host-program.ts';
import { FOREIGN_WORKSPACE } from './foreign-workspace.ts';
import { startNpmRegistry } from './npm-registry.ts';
import { SHELL } from './shell.ts';

const ANSWER = '{"message":"Hello API"}';
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'acme-')));
const inFolder = (path: string): string => join(folder, path);
const artefact = (name: string): string => inFolder(`dist/tscratch/apps/adopted/${name}`);

const run = (command: string, ...args: readonly string[]): string =>
  runProgram(command, args, { cwd: folder, env: SHELL });

/** Reads what a user may have edited. */
const readOwn = () =>
  Object.keys(FOREIGN_WORKSPACE).map(
    (path) => [path, readFileSync(inFolder(path), 'utf8')] as const,
  );

const digestOf = (path: string): string =>
  createHash('sha256').update(readFileSync(path)).digest('hex');
const digest = (name: string): string => digestOf(artefact(name));

describe('an Nx workspace that is not ours', () => {
  let registry: ChildProcess;
  beforeAll(async () => {
    for (const [path, text] of Object.entries(FOREIGN_WORKSPACE)) {
      mkdirSync(dirname(inFolder(path)), { recursive: true });
      writeFileSync(inFolder(path), text);
    }
    run('npm', 'install');
    registry = await startNpmRegistry(folder);
  }, 240_000);
  afterAll(() => {
    registry.kill();
    rmSync(folder, { recursive: true });
  });

  it('gets the tools by one command, which adds a line to nx.json and a package', () => {
    const before = new Map(readOwn());
    run('npx', 'nx', 'add', '@tscratch/tools');
    const changed = readOwn().filter(([path, text]) => before.get(path) !== text);
    expect(changed.map(([path]) => path)).toEqual(['nx.json', 'package.json']);
    const { plugins } = JSON.parse(readFileSync(inFolder('nx.json'), 'utf8')) as object & {
      plugins: unknown;
    };
    expect(plugins).toEqual(['@tscratch/tools/plugin']);
  }, 120_000);

  it('makes an executable of the server by one command, and it answers', async () => {
    run('npx', 'nx', 'binary', 'adopted');
    const program = await startProgram({ command: [artefact('adopted')] });
    expect(await askProgram(program)).toBe(ANSWER);
    await endProgram(program, 'SIGTERM');
  }, 120_000);

  it('restores an executable from the cache of Nx, also in a place that the caller names', () => {
    const build = (): string =>
      run('npx', 'nx', 'binary', 'adopted', '--outputPath=dist/elsewhere');
    build();
    rmSync(inFolder('dist/elsewhere'));
    expect(build()).toContain('local cache');
    expect(digestOf(inFolder('dist/elsewhere'))).toBe(digest('adopted'));
  }, 120_000);

  it('makes an image by one command, and all bytes a second time', () => {
    const names = ['adopted', 'image.tar'];
    run('npx', 'nx', 'image', 'adopted');
    const first = names.map(digest);
    for (const name of names) rmSync(artefact(name));
    run('npx', 'nx', 'run-many', '-t', 'binary,image', '--skip-nx-cache');
    expect(names.map(digest)).toEqual(first);
  }, 240_000);

  describeWithEngine('its image', (engine) => {
    it('answers in a container that may write nothing', async () => {
      runProgram(engine, ['load', '--input', artefact('image.tar')]);
      const server = await startServer(engine, { image: 'adopted:latest' });
      try {
        expect(await fetch(server.url).then((response) => response.text())).toBe(ANSWER);
      } finally {
        stopServer(engine, server);
        runProgram(engine, ['rm', '--force', server.id]);
        runProgram(engine, ['rmi', 'adopted:latest']);
      }
    }, 120_000);
  });
});
