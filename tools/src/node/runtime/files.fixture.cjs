'use strict';
/** Prints what a program sees of the files in its folder, by every way of reading them; paths below the folder. */
const { fork } = require('node:child_process');
const fs = require('node:fs');
const { tmpdir } = require('node:os');
const { join, resolve } = require('node:path');
const { pathToFileURL } = require('node:url');
const { isMainThread, parentPort, Worker } = require('node:worker_threads');

const at = (name) => join(__dirname, name);
const attempt = (run) => {
  try {
    return run();
  } catch ({ code, message }) {
    return [code, message];
  }
};
const ask = (name, ...args) =>
  new Promise((resolve) => {
    fs[name](...args, (error, value) => resolve(error ? error.code : value));
  });

function readSync() {
  const descriptor = fs.openSync(at('views/index.ejs'));
  const buffer = Buffer.alloc(4);
  fs.readSync(descriptor, buffer, 0, 4, 3);
  const { size } = fs.fstatSync(descriptor);
  fs.readSync(descriptor, Buffer.alloc(2));
  const rest = fs.readFileSync(descriptor, 'utf8');
  fs.closeSync(descriptor);
  const stats = fs.statSync(at('views/index.ejs'));
  process.loadEnvFile(at('data/one.env'));
  return {
    rest,
    fromFile: process.env.FROM_FILE,
    isProgram: attempt(() => fs.accessSync(at('bytes.bin'), fs.constants.X_OK)),
    text: fs.readFileSync(at('views/index.ejs'), 'utf8'),
    bytes: [...fs.readFileSync(at('bytes.bin'))],
    part: buffer.toString(),
    size,
    stats: [stats.mode, stats.size, stats.uid, stats.mtimeMs, stats.isFile(), stats.mtime],
    big: String(fs.statSync(at('views/index.ejs'), { bigint: true }).mtimeNs),
    folder: [fs.statSync(at('views')).mode, fs.statSync(at('views')).isDirectory()],
    exists: [fs.existsSync(at('views')), fs.existsSync(at('nothing'))],
    real: fs.realpathSync(at('views/../bytes.bin')),
    missing: attempt(() => fs.readFileSync(at('nothing'))),
    noFolder: attempt(() => fs.readdirSync(at('bytes.bin'))),
    noFile: attempt(() => fs.readFileSync(at('views')).length)?.[0],
    noLink: attempt(() => fs.readlinkSync(at('bytes.bin'))),
    absent: fs.statSync(at('nothing'), { throwIfNoEntry: false }) === undefined,
    json: require('./data/one.json'),
    module: require('./module.cjs'),
    resolved: require.resolve('./module.cjs'),
    made: [
      fs.mkdirSync(at('views'), { recursive: true }) === undefined,
      attempt(() => fs.mkdirSync(at('views')))?.[0],
      attempt(() => fs.mkdirSync(at('bytes.bin'), { recursive: true }))?.[0],
      attempt(() => fs.mkdirSync(at('bytes.bin/deep')))?.[0],
    ],
    package: require('some-package'),
    outside: attempt(() => require('outside-package'))?.[0],
  };
}

function list() {
  const own = (name) => !/^(?:server\.app|plain\.cjs)$/.test(name);
  const entries = fs.readdirSync(at('views'), { withFileTypes: true, recursive: true });
  return {
    names: fs.readdirSync(__dirname).filter(own).toSorted(),
    types: entries.map((entry) => [join(entry.parentPath, entry.name), entry.isFile()]).toSorted(),
    deep: fs.readdirSync(at('views'), { recursive: true }).toSorted(),
    glob: fs.globSync('**/*.ejs', { cwd: __dirname }).toSorted(),
  };
}

function followLinks() {
  const stats = fs.lstatSync(at('linked'));
  return {
    link: [fs.readlinkSync(at('linked')), stats.isSymbolicLink(), stats.size, stats.mode],
    followed: fs.readFileSync(at('linked/parts/head.ejs'), 'utf8'),
    realOfLinked: fs.realpathSync(at('linked/index.ejs')),
    nativeOfLinked: fs.realpathSync.native(at('linked/index.ejs')),
    namesOfLinked: fs.readdirSync(at('linked')).toSorted(),
    dangling: [fs.existsSync(at('dangling')), attempt(() => fs.readFileSync(at('dangling')))?.[0]],
    oneModule: require('linked-package') === require('some-package'),
    besideReal: require('linked-package').needed,
  };
}

function visit() {
  const before = process.cwd();
  process.chdir(at('linked'));
  const seen = {
    cwd: process.cwd(),
    relative: fs.readFileSync('index.ejs', 'utf8'),
    above: fs.readdirSync('..').includes('views'),
    resolved: resolve('parts'),
    globbed: fs.globSync('*.ejs'),
    noWay: attempt(() => process.chdir('nothing')),
    noFolder: attempt(() => process.chdir('../bytes.bin')),
    noText: attempt(() => process.chdir(7)),
  };
  process.chdir('parts');
  seen.deeper = process.cwd();
  process.chdir(before);
  return { ...seen, back: process.cwd() === before };
}

async function copy() {
  const folder = fs.mkdtempSync(join(tmpdir(), 'files-copy-'));
  const to = (name) => join(folder, name);
  fs.copyFileSync(at('bytes.bin'), to('sync'));
  await ask('copyFile', at('bytes.bin'), to('callback'));
  await fs.promises.copyFile(at('bytes.bin'), to('promise'));
  fs.cpSync(at('views'), to('views'), {
    recursive: true,
    filter: (path) => !path.includes('head'),
  });
  await ask('cp', at('views'), to('views-callback'), { recursive: true });
  await fs.promises.cp(at('views'), to('views-promise'), { recursive: true });
  fs.cpSync(at('bytes.bin'), to('deep/file'));
  const { COPYFILE_EXCL } = fs.constants;
  const failures = [
    () => fs.copyFileSync(at('bytes.bin'), to('sync'), COPYFILE_EXCL),
    () => fs.copyFileSync(at('nothing'), to('never')),
    () => fs.copyFileSync(at('views'), to('never')),
    () => fs.cpSync(at('views'), to('never')),
    () => fs.cpSync(at('bytes.bin'), to('sync'), { force: false, errorOnExist: true }),
  ].map((run) => attempt(run)?.[0]);
  const copied = fs.readdirSync(folder, { recursive: true }).toSorted();
  const bytes = [...fs.readFileSync(to('promise')), fs.statSync(to('sync')).mode];
  fs.rmSync(folder, { recursive: true });
  return { copied, failures, copiedBytes: bytes };
}

async function glob() {
  const pattern = at('views/**/*.ejs');
  return {
    absolute: fs.globSync(pattern).toSorted(),
    several: fs.globSync([pattern, at('*.bin')]).toSorted(),
    excluded: fs.globSync(pattern, { exclude: ['**/head.ejs', at('**/index.ejs')] }).toSorted(),
    excludedInFolder: fs.globSync(pattern, { cwd: __dirname, exclude: ['**/head.ejs'] }).toSorted(),
    typed: fs
      .globSync(pattern, { withFileTypes: true })
      .map(({ name, parentPath }) => join(parentPath, name))
      .toSorted(),
    globCallback: (await ask('glob', pattern)).toSorted(),
    globPromise: (await Array.fromAsync(fs.promises.glob(pattern))).toSorted(),
  };
}

const watch = () =>
  new Promise((resolve) => {
    fs.watchFile(at('bytes.bin'), () => {});
    fs.unwatchFile(at('bytes.bin'));
    const watcher = fs.watch(at('views')).on('close', () => resolve('closed'));
    watcher.unref();
    watcher.close();
  });

async function readLater() {
  const handle = await fs.promises.open(at('bytes.bin'));
  const { bytesRead } = await handle.read(Buffer.alloc(2), 0, 2, 1);
  const opened = await handle.stat({ bigint: true });
  await handle.close();
  const stream = fs.createReadStream(at('views/index.ejs'), { start: 3, end: 6 });
  return {
    callback: await ask('readFile', at('views/index.ejs'), 'utf8'),
    failure: await ask('stat', at('nothing')),
    entries: await ask('readdir', at('views')),
    madeLater: await fs.promises.mkdir(at('views'), { recursive: true }).then(String),
    promise: await fs.promises.readFile(at('views/index.ejs'), 'utf8'),
    bytesRead,
    opened: [typeof opened.size, String(opened.mtimeNs), opened.isFile()],
    streamed: (await Array.fromAsync(stream)).join(''),
    watched: await watch(),
    imported: (await import(pathToFileURL(at('module.mjs')))).default,
  };
}

const hear = (worker) =>
  new Promise((resolve) => worker.once('message', resolve).once('error', resolve));

async function main() {
  const facts = { ...readSync(), ...list(), ...followLinks(), ...(await readLater()) };
  if (!isMainThread) return parentPort.postMessage(facts.text);
  Object.assign(facts, visit(), await glob(), await copy());
  process.chdir(at('views'));
  facts.threadInFolder = await hear(new Worker(at('worker.cjs')));
  facts.threadByRelativePath = await hear(new Worker('../worker.cjs'));
  facts.threadOfThread = await hear(new Worker(at('nested.cjs')));
  facts.childInFolder = await hear(fork(at('child.cjs')));
  facts.childInOther = await hear(fork(at('child.cjs'), { cwd: pathToFileURL(at('data')) }));
  facts.childElsewhere = await hear(fork(at('child.cjs'), { cwd: '/' }));
  process.chdir('/');
  facts.thread = await hear(new Worker(__filename));
  facts.bareThread = await hear(new Worker(__filename, { execArgv: [] }));
  facts.script = await hear(new Worker(at('worker.cjs')));
  facts.scriptByUrl = await hear(new Worker(pathToFileURL(at('worker.mjs'))));
  facts.child = await hear(fork(at('child.cjs'), ['one']));
  facts.childModule = await hear(fork(at('child.mjs')));
  console.log(JSON.stringify(facts).replaceAll(__dirname, ''));
}

main();
