import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { build } from 'esbuild';
import { configureBundle } from '../app/bundle/esbuild.config.ts';
import { Workspace } from '../app/bundle/workspace.fixture.ts';
import { buildAppFile } from '../app/code-cache/build-app-file.ts';
import { warmUp } from '../app/code-cache/warm-server.fixture.ts';
import { findProcessor } from '../formats/processor.ts';
import { buildExecutable } from '../node/runtime/build-executable.ts';
import { findNode } from '../node/runtime/find-node.ts';
import { PROGRAM } from '../node/runtime/layout.ts';
import { buildBinary } from './binary/build-binary.ts';
import { planAppFiles } from './image/plan-app-files.ts';

const REPOSITORY = join(import.meta.dirname, '../../..');
const { path: nodePath } = findNode(REPOSITORY, process.arch);
const shop = join(import.meta.dirname, 'shop.fixture.cjs');

describe('an app with files', () => {
  const workspace = new Workspace().write({
    'apps/shop/main.cjs': readFileSync(shop, 'utf8'),
    'apps/shop/package.json': JSON.stringify({
      tscratch: {
        include: ['*.txt', 'views', 'public', 'work.cjs'],
        knownGaps: { express: 'engine', ejs: 'none' },
      },
    }),
    'apps/shop/work.cjs': `const text = require('node:fs').readFileSync(__dirname + '/title.txt', 'utf8');
      const { parentPort } = require('node:worker_threads');
      if (parentPort) parentPort.postMessage(text); else process.send(text, () => process.disconnect());`,
    'apps/shop/title.txt': 'Grüße\n',
    'apps/shop/views/index.ejs': `<%- include('parts/head') %><p><%= title %> <%= environment %></p>`,
    'apps/shop/views/parts/head.ejs': '<head></head>',
    'apps/shop/public/a.css': 'a { color: #fff }',
    'apps/shop/public/index.html': '<p>index</p>',
    'apps/shop/public/data.bin': '0123456789'.repeat(50_000),
  });
  const inFolder = (name: string): string => join(workspace.folder, name);
  const bundlePath = inFolder('dist/main.cjs');
  const started: ChildProcess[] = [];
  const parts = {
    nodePath,
    bundlePath,
    sbom: Buffer.from('{}'),
    warmUp: { ...warmUp, urlPaths: ['/', '/thread', '/child'] },
  };

  beforeAll(async () => {
    symlinkSync(join(REPOSITORY, 'node_modules'), inFolder('node_modules'));
    await build({
      ...configureBundle(() => undefined),
      absWorkingDir: workspace.folder,
      entryPoints: ['apps/shop/main.cjs'],
      outfile: 'dist/main.cjs',
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node26',
      preserveSymlinks: true,
    });
    await buildBinary(inFolder('binary'), parts);
    buildExecutable(inFolder(`image/${PROGRAM}`), { nodePath });
    writeAppLayer(inFolder('image'));
  }, 120_000);

  afterAll(() => {
    for (const child of started) child.kill('SIGKILL');
    workspace.remove();
  });

  function writeAppLayer(folder: string): void {
    const sbom = { document: parts.sbom, licences: new Map() };
    const run = { user: { uid: 0, gid: 0 }, volumes: [] };
    const { machine } = findProcessor(process.arch);
    const app = buildAppFile(bundlePath, machine, parts.warmUp);
    const entries = planAppFiles({ ...app, sbom }, run);
    for (const { path, type, bytes, mode, mtimeSeconds = 0 } of entries) {
      const target = join(folder, path);
      if (type === 'directory') mkdirSync(target, { recursive: true });
      else writeFileSync(target, bytes ?? '');
      chmodSync(target, mode);
      utimesSync(target, mtimeSeconds, mtimeSeconds);
    }
  }

  const start = async (
    program: string,
    args: readonly string[] = [],
    env = {},
  ): Promise<number> => {
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    const child = spawn(program, args, {
      cwd: '/',
      env: { PORT: '0', HOST: '127.0.0.1', ...env },
      stdio: [...stdio],
    });
    started.push(child);
    const [port] = (await once(child.stdout, 'data')) as [Buffer];
    return Number(port);
  };

  async function ask(port: number, path: string, headers = {}) {
    const request = get({ host: '127.0.0.1', port, path, headers, agent: false });
    const [response] = (await once(request, 'response')) as [import('node:http').IncomingMessage];
    const { statusCode, headers: found } = response;
    const { etag, 'last-modified': time, 'content-type': type, 'content-range': range } = found;
    return { statusCode, etag, time, type, range, body: (await buffer(response)).toString() };
  }

  const REQUESTS: readonly (readonly [string, object?])[] = [
    ['/'],
    ['/public/a.css'],
    ['/public/'],
    ['/public'],
    ['/public/none'],
    ['/public/%2e%2e/title.txt'],
    ['/public/data.bin', { range: 'bytes=99990-100009' }],
    ['/file'],
    ['/thread'],
    ['/child'],
  ];

  it('answers the same in an image, in a host binary and under Node', async () => {
    const plain = await start(process.execPath, [inFolder('apps/shop/main.cjs')], {
      NODE_ENV: 'production',
    });
    const image = await start(inFolder(`image/${PROGRAM}`));
    const binary = await start(inFolder('binary'));
    for (const [path, headers] of REQUESTS) {
      const expected = await ask(plain, path, headers);
      const found = await ask(image, path, headers);
      expect(await ask(binary, path, headers)).toEqual(found);
      const { etag, time } = found;
      expect(found).toEqual({ ...expected, etag, time });
    }
  }, 60_000);

  it('tells a client that a file has not changed', async () => {
    const binary = await start(inFolder('binary'));
    const { etag } = await ask(binary, '/public/a.css');
    const answer = await ask(binary, '/public/a.css', { 'if-none-match': etag });
    expect(answer.statusCode).toBe(304);
  }, 60_000);
});
