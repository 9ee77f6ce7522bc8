/** Prints what its native addons answer in the process, and in threads that load them at the same time. */
const fs = require('node:fs');
const { isMainThread, parentPort, Worker } = require('node:worker_threads');

const THREADS = 6;

function load() {
  const { answer, loads } = require('./node_modules/native/build/addon.node');
  return { answer: answer(), loads };
}

function describeError(run) {
  try {
    run();
    return 'none';
  } catch ({ code, message }) {
    return `${code}: ${message}`;
  }
}

function runThreads() {
  const runThread = () =>
    new Promise((resolve, reject) => {
      new Worker(__filename).once('message', resolve).once('error', reject);
    });
  return Promise.all(Array.from({ length: THREADS }, runThread));
}

async function main() {
  const first = await runThreads();
  const own = load();
  const second = await runThreads();
  const { header } = process.report.getReport();
  const report = {
    answers: [...first, own, ...second].map(({ answer }) => answer),
    // The process keeps the addon, so all threads count in the same one.
    loads: second.map(({ loads }) => loads - own.loads).toSorted((a, b) => a - b),
    broken: describeError(() => require('./node_modules/native/build/broken.node')),
    libc: {
      glibc: header.glibcVersionRuntime,
      alpine: fs.existsSync('/etc/alpine-release'),
      ldd: describeError(() => fs.readFileSync('/usr/bin/ldd', 'utf8')).split(':')[0],
    },
    platform: `${process.platform}-${process.arch}`,
  };
  fs.writeSync(1, JSON.stringify(report));
}

if (isMainThread) main();
else parentPort.postMessage(load());
