import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { renderAppFile } from '../../formats/app-file/render-app-file.ts';
import { renderPack } from '../../formats/pack/render-pack.ts';
import { buildExecutable } from './build-executable.ts';
import { findNode } from './find-node.ts';
import { APP_FILE, PROGRAM } from './layout.ts';

const PATH = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
const FIXTURE = join(import.meta.dirname, 'surroundings.fixture.cjs');

describe('buildExecutable()', () => {
  const folder = mkdtempSync(join(tmpdir(), 'executable-'));
  const inFolder = (name: string): string => join(folder, name);
  const appPath = inFolder(APP_FILE);
  const nodePath = findNode(join(import.meta.dirname, '../../../..'), process.arch).path;
  const appFile = renderAppFile(readFileSync(FIXTURE), undefined);

  beforeAll(() => {
    buildExecutable(inFolder(PROGRAM), { nodePath });
    buildExecutable(inFolder('program'), { nodePath, appFile });
  }, 60_000);

  beforeEach(() => {
    mkdirSync(dirname(appPath), { recursive: true });
    writeFileSync(appPath, appFile);
  });

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const run = (command: string, args: readonly string[], env: Record<string, string> = {}) =>
    spawnSync(command, args, { encoding: 'utf8', env });
  const hash = (path: string): string =>
    createHash('sha256').update(readFileSync(path)).digest('hex');

  it('has the assets among the files of an app by name, and mounts no file system for them', () => {
    const script = `
      const { getAsset, getAssetKeys } = require('node:sea');
      console.log(getAsset('libs/web/page.txt', 'utf8'), getAssetKeys().join(), __filename);
    `;
    const files = renderPack(new Map([['libs/web/page.txt', { asset: Buffer.from('the page') }]]));
    const app = renderAppFile(Buffer.from(script), undefined);
    buildExecutable(inFolder('assets'), { nodePath, appFile: app, files });
    const { stdout, stderr } = run(inFolder('assets'), []);
    expect(stderr).toBe('');
    expect(stdout).toBe(
      `the page bootstrap.cjs,server.app,libs/web/page.txt ${inFolder('assets')}.app\n`,
    );
  }, 60_000);

  describe.each(['program', PROGRAM])('%s', (name) => {
    it.each(['self', 'thread', 'thread by URL', 'thread of a text', 'child', 'cluster'])(
      'gives an app (%s) the same environment as a plain program',
      (kind) => {
        const args = [kind, '--port=1'];
        const environment = { NODE_ENV: 'test' };
        const { stdout, stderr, status } = run(inFolder(name), args, environment);
        expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
        const plain = run(process.execPath, [FIXTURE, ...args], environment).stdout;
        expect(JSON.parse(stdout)).toEqual(JSON.parse(plain));
      },
    );

    it.each([
      ['an empty name', '=weird=1'],
      ['a name that is not UTF-8', String.raw`caf\351=1`],
    ])('starts threads in an environment with %s', (_, variable) => {
      const script = `exec env -i "$(printf '${variable}')" "$0" thread --port=1`;
      const { stdout, stderr, signal } = run('sh', ['-c', script, inFolder(name)]);
      expect({ stderr, signal }).toEqual({ stderr: '', signal: null });
      expect(JSON.parse(stdout)).toMatchObject({ environment: ['NODE_ENV'], workerData: 7 });
    });

    it('ignores NODE_OPTIONS of the host', () => {
      const env = { NODE_OPTIONS: '--no-such-option' };
      expect(run(inFolder(name), ['self'], env).status).toBe(0);
    });

    it('reports with NODE_DEBUG that it has no code cache', () => {
      const env = { NODE_DEBUG: 'code-cache' };
      expect(run(inFolder(name), ['self'], env).stderr).toMatch(
        /^CODE-CACHE \d+: absent, source sha256:[0-9a-f]{64}\n$/,
      );
    });
  });

  it.each([
    [
      'limits the heap to half of the memory',
      `const { totalmem } = require('node:os');
       const { heap_size_limit } = require('node:v8').getHeapStatistics();
       const bytes = Math.min(totalmem(), process.constrainedMemory() || Infinity);
       console.log((heap_size_limit / bytes).toFixed(1))`,
      '0.5\n',
    ],
    [
      'opens no inspector on SIGUSR1',
      `process.kill(process.pid, 'SIGUSR1');
       setImmediate(() => console.log(require('node:inspector').url()))`,
      'undefined\n',
    ],
  ])('%s', (_, source, stdout) => {
    writeFileSync(appPath, renderAppFile(Buffer.from(source), undefined));
    const ended = run(inFolder(PROGRAM), []);
    expect(ended).toMatchObject({ status: 0, stderr: '', stdout });
  });

  describe('where cgroups cannot be seen', () => {
    const hidden = ['--mount', 'sh', '-c', 'mount -t tmpfs none /sys && exec "$0"'];
    const canMount = run('unshare', ['--mount', 'true'], PATH).status === 0;
    const show = `console.log(require('node:v8').getHeapStatistics().heap_size_limit / 2 ** 20)`;
    const measureHeap = (env: Record<string, string>): number => {
      writeFileSync(appPath, renderAppFile(Buffer.from(show), undefined));
      const args = [...hidden, inFolder(PROGRAM)];
      const { stdout, stderr } = run('unshare', args, { ...PATH, ...env });
      expect(stderr).toBe('');
      return Number(stdout);
    };

    // Beside the half of the limit, V8 counts three halves of 8 MB for young objects.
    (canMount ? it : it.skip).each([
      [{ NOMAD_MEMORY_LIMIT: '256' }, 128 + 24],
      [{ MEMORY_LIMIT_MB: '512', NOMAD_MEMORY_LIMIT: '256' }, 256 + 24],
      [{ MEMORY_LIMIT_MB: '', NOMAD_MEMORY_LIMIT: '1024' }, 512 + 24],
    ])('limits the heap by %j', (env, megabytes) => {
      expect(Math.abs(measureHeap(env) - megabytes)).toBeLessThanOrEqual(1);
    });

    (canMount ? it : it.skip).each([
      {},
      { NOMAD_MEMORY_LIMIT: '256M' },
      { NOMAD_MEMORY_LIMIT: '0' },
      { MEMORY_LIMIT_MB: '1000000000' },
    ])('takes half of the host with %j', (env) => {
      expect(measureHeap(env)).toBeGreaterThan(totalmem() / 2 ** 21 - 1);
    });
  });

  it('leaves the limit of the heap to cgroups where they can be seen', () => {
    const source = `console.log(require('node:v8').getHeapStatistics().heap_size_limit)`;
    writeFileSync(appPath, renderAppFile(Buffer.from(source), undefined));
    const { stdout } = run(inFolder(PROGRAM), [], { MEMORY_LIMIT_MB: '256' });
    expect(stdout).toBe(run(inFolder(PROGRAM), []).stdout);
  });

  it.each(['256M', '-1', '0', '1e3', '99999999999'])(
    'does not start with MEMORY_LIMIT_MB=%s',
    (value) => {
      expect(run(inFolder(PROGRAM), [], { MEMORY_LIMIT_MB: value })).toMatchObject({
        status: 127,
        stdout: '',
        stderr: `Cannot start "${inFolder(PROGRAM)}": MEMORY_LIMIT_MB is not a whole number from 1; set it to mebibytes such as 256, or remove it\n`,
      });
    },
  );

  it.each([
    [{}, 'production'],
    [{ NODE_ENV: 'development' }, 'development'],
    [{ NODE_ENV: '' }, ''],
  ])('sets NODE_ENV in %j to "%s", for threads and children, too', (env, value) => {
    const source = `
      const ask = 'console.log(process.env.NODE_ENV)';
      eval(ask);
      console.log(require('node:child_process').execSync('echo "$NODE_ENV"').toString().trim());
      new (require('node:worker_threads').Worker)(ask, { eval: true });`;
    writeFileSync(appPath, renderAppFile(Buffer.from(source), undefined));
    expect(run(inFolder(PROGRAM), [], env)).toMatchObject({ stdout: `${value}\n`.repeat(3) });
  });

  it('contains the SBOM as an asset that the app can print', () => {
    const source = `console.log(require('node:sea').getAsset('sbom.cdx.json', 'utf8'))`;
    const showing = renderAppFile(Buffer.from(source), undefined);
    buildExecutable(inFolder('declared'), { nodePath, appFile: showing, sbom: Buffer.from('{}') });
    expect(run(inFolder('declared'), [])).toMatchObject({ status: 0, stdout: '{}\n' });
    rmSync(inFolder('declared'));
  }, 60_000);

  it('reports that the app file is missing', () => {
    rmSync(appPath);
    expect(run(inFolder(PROGRAM), [])).toMatchObject({
      status: 66,
      stderr: `Cannot read "${appPath}": ENOENT; put the app file there\n`,
    });
  });

  it('reports a truncated app file', () => {
    writeFileSync(appPath, appFile.subarray(0, -1));
    expect(run(inFolder(PROGRAM), [])).toMatchObject({
      status: 65,
      stderr: `Cannot run "${appPath}": expected ${appFile.length} bytes, found ${appFile.length - 1}; install the program again\n`,
    });
  });

  it('builds the same bytes in another folder under another name', () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'another place-'));
    buildExecutable(join(elsewhere, 'other'), { nodePath });
    expect(hash(join(elsewhere, 'other'))).toBe(hash(inFolder(PROGRAM)));
    rmSync(elsewhere, { recursive: true });
  }, 60_000);

  it('keeps the old file and leaves nothing else behind when it fails', () => {
    const before = readdirSync(folder);
    expect(() => {
      buildExecutable(inFolder('program'), { nodePath: FIXTURE });
    }).toThrow(`Cannot run "${process.execPath} --build-sea sea.json": it exited with status 1`);
    expect(readdirSync(folder)).toEqual(before);
    expect(run(inFolder('program'), ['self']).status).toBe(0);
  });
});

describe('findNode()', () => {
  it('says what to do if another Node runs the build', () => {
    expect(() =>
      findNode(join(import.meta.dirname, '../../../..'), process.arch, '26.9.0'),
    ).toThrow(
      `Cannot build on Node 26.9.0: expected the pinned ${process.versions.node}, the version that is shipped; run npm start once to build it, then use "npx nx"`,
    );
  });

  it('says what to do if there is no pinned Node for the processor', () => {
    expect(() => findNode(tmpdir(), 'riscv64')).toThrow(
      'Cannot build for "riscv64": expected x64 or arm64; set --arch to one of them',
    );
  });

  it('is the package that the tools depend on, for a project anywhere', () => {
    expect(findNode(tmpdir(), process.arch)).toEqual(
      findNode(join(import.meta.dirname, '../../../..'), process.arch),
    );
  });
});
