#!/usr/bin/env node
'use strict';
/** Prints what a program sees of its environment: in its process, a thread, a child or a cluster worker. */
const { fork } = require('node:child_process');
const cluster = require('node:cluster');
const { dirname } = require('node:path');
const { pathToFileURL } = require('node:url');
const { isMainThread, parentPort, Worker, workerData } = require('node:worker_threads');

const facts = {
  arguments: process.argv.slice(2),
  isScript: process.argv[1] === __filename,
  isExecutable: process.argv[0] === process.execPath,
  isFolder: __dirname === dirname(__filename),
  isMain: require.main === module && module.filename === __filename && module.id === '.',
  isModule: this === exports && exports === module.exports && module.loaded === false,
  isStrict: (() => this !== globalThis)(),
  environment: Object.keys(process.env).toSorted(),
  globals: ['compileApp', 'path', 'start', 'sea'].filter((name) => name in globalThis),
  place: /:(\d+:\d+)\)?$/m.exec(new Error().stack)[1],
  workerData,
};

const start = {
  self: () => import('node:os').then(({ hostname }) => tell({ ...facts, hostname: hostname() })),
  thread: () => new Worker(__filename, { workerData: 7, argv: ['x'] }).on('message', tell),
  'thread by URL': () => new Worker(pathToFileURL(__filename)).on('message', tell),
  'thread of a text': () =>
    new Worker('require("node:worker_threads").parentPort.postMessage(process.argv.length)', {
      eval: true,
    }).on('message', tell),
  child: () => fork(__filename, ['x']).on('message', tell),
  cluster: () => cluster.fork().on('message', tell),
};

if (!isMainThread) parentPort.postMessage(facts);
else if (process.send) process.send(facts, () => process.disconnect());
else start[process.argv[2]]();

function tell(answer) {
  console.log(JSON.stringify(answer));
}
