'use strict';
/** Prints what a program sees of the files in its folder, by every way of reading them; paths below the folder. */
const { fork } = require('node:child_process');
const fs = require('node:fs');
const { join } = require('node:path');
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
  fs.closeSync(descriptor);
  const stats = fs.statSync(at('views/index.ejs'));
  return {
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
    package: require('some-package'),
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
  const facts = { ...readSync(), ...list(), ...(await readLater()) };
  if (!isMainThread) return parentPort.postMessage(facts.text);
  facts.thread = await hear(new Worker(__filename));
  facts.bareThread = await hear(new Worker(__filename, { execArgv: [] }));
  facts.script = await hear(new Worker(at('worker.cjs')));
  facts.scriptByUrl = await hear(new Worker(pathToFileURL(at('worker.mjs'))));
  facts.child = await hear(fork(at('child.cjs'), ['one']));
  facts.childModule = await hear(fork(at('child.mjs')));
  console.log(JSON.stringify(facts).replaceAll(__dirname, ''));
}

main();
