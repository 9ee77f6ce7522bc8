import { tmpdir } from 'node:os';
import type { WarmUp } from './take-code-cache.ts';

export const warmUp: WarmUp = {
  nodePath: process.execPath,
  runner: [],
  temporaryFolder: tmpdir(),
  environment: { HOST: '127.0.0.1', PORT: '0' },
  urlPaths: ['/', '/missing'],
  deadlineMs: 20_000,
  warn: (sentence) => {
    throw new Error(sentence);
  },
};

/** A server with one function per kind of request; it prints its port. */
export const SERVER = Buffer.from(`
const { HOST, PORT } = process.env;
function answerAlive(response) { response.end('alive and well'); }
function answerMissing(response) { response.writeHead(404).end('lost and gone'); }
function answerNever(response) { response.end('never and nowhere'); }
const answers = { '/': answerAlive, '/missing': answerMissing };
require('node:http')
  .createServer(({ url }, response) => (answers[url] ?? answerNever)(response))
  .listen(PORT, HOST, function () { console.log(this.address().port); });
`);
