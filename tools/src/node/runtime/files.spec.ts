import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { renderAppFile } from '../../formats/app-file/render-app-file.ts';
import { PACK_MAGIC, parsePack } from '../../formats/pack/parse-pack.ts';
import { renderPack } from '../../formats/pack/render-pack.ts';
import { buildExecutable } from './build-executable.ts';
import { findNode } from './find-node.ts';
import { APP_FILE, APP_FOLDER, PROGRAM } from './layout.ts';

const FIXTURE = join(import.meta.dirname, 'files.fixture.cjs');

const files = renderPack(
  new Map(
    Object.entries({
      'bytes.bin': Buffer.from([0, 128, 255]),
      'child.cjs': `process.send([process.argv.slice(2), process.argv[1] === __filename, require.main === module,
          process.cwd(), Object.keys(process.env).filter((name) => /folder/i.test(name))]);
        process.disconnect();`,
      'child.mjs': `process.send(import.meta.main); process.disconnect();`,
      'data/one.env': 'FROM_FILE=yes',
      'data/one.json': '{ "one": 1 }',
      'module.cjs': `exports.place = require('node:path').relative(__dirname, __filename);`,
      'module.mjs': `export default import.meta.url.endsWith('/module.mjs');`,
      'node_modules/some-package/index.js': `exports.other = require('./other.js'); exports.needed = require('needed');`,
      'node_modules/needed/index.js': `module.exports = 'needed';`,
      'node_modules/some-package/other.js': `module.exports = 'the other';`,
      'views/index.ejs': '<p>grüße</p>',
      'views/parts/head.ejs': '<head>',
      'worker.cjs': `require('node:worker_threads').parentPort.postMessage([require('./module.cjs').place, process.argv[1] === __filename, process.cwd()]);`,
      'nested.cjs': `const { parentPort, Worker } = require('node:worker_threads');
        new Worker(require('node:path').join(__dirname, 'worker.cjs'))
          .once('message', (heard) => parentPort.postMessage(heard))
          .once('error', ({ code }) => parentPort.postMessage(code));`,
      'worker.mjs': `import { parentPort } from 'node:worker_threads';
        import { readFileSync } from 'node:fs';
        parentPort.postMessage(readFileSync(new URL('./views/parts/head.ejs', import.meta.url), 'utf8'));`,
      linked: { linkTarget: 'views' },
      dangling: { linkTarget: 'nowhere' },
      'node_modules/linked-package': { linkTarget: 'some-package' },
    }).map(([path, text]) => [path, typeof text === 'string' ? Buffer.from(text) : text]),
  ),
);

describe('files of an app', () => {
  const folder = mkdtempSync(join(tmpdir(), 'files-'));
  const inFolder = (name: string): string => join(folder, name);
  const nodePath = findNode(join(import.meta.dirname, '../../../..'), process.arch).path;
  const build = (path: string, source: Uint8Array): void => {
    buildExecutable(inFolder(path), { nodePath, appFile: renderAppFile(source, undefined), files });
  };
  const run = (path: string, args: readonly string[] = [], env = {}) => {
    const { stdout, stderr, status } = spawnSync(path, args, { encoding: 'utf8', env });
    return { stdout, stderr, status };
  };

  beforeAll(() => {
    for (const { path, bytes, mtimeSeconds, linkTarget } of parsePack(files)) {
      const target = join(folder, APP_FOLDER, path);
      mkdirSync(dirname(target), { recursive: true });
      if (linkTarget !== undefined) {
        symlinkSync(linkTarget, target);
        continue;
      }
      writeFileSync(target, bytes);
      utimesSync(target, mtimeSeconds, mtimeSeconds);
    }
    writeFileSync(inFolder(APP_FILE), renderAppFile(readFileSync(FIXTURE), undefined));
    writeFileSync(inFolder('app/plain.cjs'), readFileSync(FIXTURE));
    build('binary', readFileSync(FIXTURE));
    buildExecutable(inFolder(PROGRAM), { nodePath });
  }, 120_000);

  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(['binary', PROGRAM])('are the same in %s as under Node', (name) => {
    const plain = run(process.execPath, [inFolder('app/plain.cjs')]);
    expect(plain).toMatchObject({ stderr: '', status: 0 });
    const { stdout, stderr, status } = run(inFolder(name));
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(JSON.parse(stdout)).toEqual(JSON.parse(plain.stdout));
  });

  it('do not load packages of the machine in a host binary', () => {
    mkdirSync(inFolder('.node_modules/outside-package'), { recursive: true });
    writeFileSync(inFolder('.node_modules/outside-package/index.js'), '');
    const env = { HOME: folder, NODE_PATH: inFolder('.node_modules') };
    const loads = (path: string, args: readonly string[] = []): unknown =>
      (JSON.parse(run(path, args, env).stdout) as { outside?: string }).outside;
    expect(loads(process.execPath, [inFolder('app/plain.cjs')])).not.toBe('MODULE_NOT_FOUND');
    expect(loads(inFolder('binary'))).toBe('MODULE_NOT_FOUND');
  });

  it('cannot be changed in a host binary', () => {
    const source = `
      const { join } = require('node:path');
      const fs = require('node:fs');
      const path = join(__dirname, 'bytes.bin');
      const attempts = [
        () => fs.writeFileSync(path, ''),
        () => fs.appendFileSync(path, ''),
        () => fs.openSync(path, fs.constants.O_RDWR),
        () => fs.unlinkSync(path),
        () => fs.renameSync(path, path + '2'),
        () => fs.mkdirSync(join(__dirname, 'new')),
        () => fs.mkdirSync(join(__dirname, 'new/deep'), { recursive: true }),
        () => fs.rmdirSync(join(__dirname, 'views')),
        () => fs.rmSync(join(__dirname, 'views'), { recursive: true }),
        () => fs.symlinkSync('x', join(__dirname, 'new')),
        () => fs.linkSync(path, join(__dirname, 'new')),
        () => fs.chmodSync(path, 0o777),
        () => fs.utimesSync(path, 1, 1),
        () => fs.accessSync(path, fs.constants.W_OK),
        () => fs.truncateSync(path),
      ];
      fs.readFileSync(path).fill(7);
      const codes = attempts.map((run) => {
        try { run(); } catch ({ code, path }) { return path.startsWith(__dirname + '/') ? code : path; }
      });
      const later = [
        fs.promises.mkdir(join(__dirname, 'new')),
        fs.promises.writeFile(path, ''),
        fs.promises.rename(path, path + '2'),
      ].map((change) => change.catch(({ code, path }) => path.startsWith(__dirname + '/') ? code : path));
      Promise.all(later).then((more) => {
        console.log(JSON.stringify([...new Set([...codes, ...more]), ...fs.readFileSync(path)]));
      });`;
    build('writing', Buffer.from(source));
    const stdout = '["EROFS",0,128,255]\n';
    expect(run(inFolder('writing'))).toEqual({ stdout, stderr: '', status: 0 });
  }, 60_000);

  it('are all packages that there are: none of the user or the machine is found', () => {
    const load = `try { console.log(require('of-user')); } catch ({ code }) { console.log(code); }`;
    mkdirSync(inFolder('home/.node_modules/of-user'), { recursive: true });
    writeFileSync(inFolder('home/.node_modules/of-user/index.js'), `module.exports = 'found';`);
    writeFileSync(inFolder('plain.cjs'), load);
    const env = { HOME: inFolder('home') };
    const print = (path: string, args: readonly string[] = []) =>
      spawnSync(path, args, { encoding: 'utf8', env }).stdout;
    expect(print(process.execPath, [inFolder('plain.cjs')])).toBe('found\n');
    build('loading', Buffer.from(`${load} require('./module.cjs');`));
    expect(print(inFolder('loading'))).toBe('MODULE_NOT_FOUND\n');
  }, 60_000);

  it('are read at the first access, not at the start', () => {
    const source = `
      console.log('started');
      try { require('node:fs').readdirSync(__dirname); } catch ({ message }) { console.log(message); }`;
    build('damaged', Buffer.from(source));
    const bytes = readFileSync(inFolder('damaged'));
    bytes.write('no pack', bytes.lastIndexOf(PACK_MAGIC));
    writeFileSync(inFolder('damaged'), bytes);
    const stdout = `started\nENOENT: no such file or directory, scandir '/dev/null/vfs/1'\n`;
    expect(run(inFolder('damaged'))).toEqual({ stdout, stderr: '', status: 0 });
  }, 60_000);
});
