import { networkInterfaces } from 'node:os';
import { renderPack } from '../../formats/pack/render-pack.ts';
import { takeCodeCache, type WarmUp } from './take-code-cache.ts';
import { warmUp } from './warm-server.fixture.ts';

function take(source: string, options: Partial<WarmUp> = {}): Buffer {
  const bundle = { path: 'dist/main.cjs', source: Buffer.from(source) };
  return Buffer.from(takeCodeCache(bundle, { ...warmUp, ...options }).bytes);
}

const SERVE = `
  function answer(request, response) { response.end('an answer of ' + process.pid); }
  function serve(port = 0, host = '127.0.0.1') {
    return require('node:http').createServer(answer).listen(port, host);
  }`;

describe('the warm-up', () => {
  it.each([
    {
      name: 'forks itself',
      source: `if (process.send) process.send('ready');
        else require('node:child_process').fork(__filename, ['--task']).once('message', () => serve());`,
    },
    {
      name: 'starts its file by spawn()',
      source: `if (process.argv[2] === 'task') console.log('task');
        else require('node:child_process').spawn(process.execPath, [__filename, 'task']).stdout.once('data', () => serve());`,
    },
    {
      name: 'starts a thread of its file',
      source: `const { isMainThread, parentPort, Worker } = require('node:worker_threads');
        if (isMainThread) new Worker(__filename).once('message', () => serve());
        else parentPort.postMessage('ready');`,
    },
    {
      name: 'answers in the workers of a cluster',
      source: `const cluster = require('node:cluster');
        if (cluster.isPrimary) { cluster.fork(); cluster.fork(); }
        else serve(Number(process.env.PORT));`,
    },
    {
      name: 'sees in a child what the parent passes on',
      source: `if (process.argv[2]) process.send([process.argv.slice(1), process.env.GIVEN]);
        else require('node:child_process')
          .fork(__filename, ['a', 'b'], { env: { GIVEN: '1' } })
          .once('message', (seen) => String(seen) === __filename + ',a,b,1' && serve());`,
    },
  ])('takes the cache of an app that $name', ({ source }) => {
    expect(take(`${SERVE} ${source}`).includes('an answer of ')).toBe(true);
  });

  it.each([
    ['a thread', `new (require('node:worker_threads').Worker)(__dirname + '/work.cjs')`],
    ['a child', `require('node:child_process').fork(__dirname + '/work.cjs')`],
  ])('lets %s begin in the folder of the app that is the working folder', (_, start) => {
    const work = `const { parentPort } = require('node:worker_threads');
      const text = require('node:fs').readFileSync('a.txt', 'utf8');
      if (parentPort) parentPort.postMessage(text); else process.send(text, () => process.disconnect());`;
    const files = renderPack(
      new Map(
        Object.entries({ 'work.cjs': work, 'views/a.txt': 'text' }).map(([path, text]) => [
          path,
          Buffer.from(text),
        ]),
      ),
    );
    const source = `${SERVE} process.chdir(__dirname + '/views');
      ${start}.once('message', (text) => text === 'text' && serve());`;
    const bundle = { path: 'dist/main.cjs', source: Buffer.from(source), files };
    expect(Buffer.from(takeCodeCache(bundle, warmUp).bytes).includes('an answer of ')).toBe(true);
  });

  it('takes the same bytes each time from the workers of a cluster', () => {
    const source = `${SERVE} const cluster = require('node:cluster');
      if (cluster.isPrimary) for (let i = 0; i < 3; i++) cluster.fork();
      else serve();`;
    expect(take(source).equals(take(source))).toBe(true);
  });

  it('takes what an app does when it hears from its thread, however late that is', () => {
    const source = `${SERVE} const { isMainThread, parentPort, Worker } = require('node:worker_threads');
      function onReady() { return 'heard from ' + process.pid; }
      if (isMainThread) { serve(); new Worker(__filename).once('message', () => onReady()); }
      else setTimeout(() => parentPort.postMessage('ready'), 40);
      for (const end = Date.now() + (isMainThread ? 0 : 400); Date.now() < end;);`;
    expect(take(source).includes('heard from ')).toBe(true);
  });

  it('ends children that the app leaves', () => {
    const source = `console.log('waiting'); setInterval(() => undefined, 1000);
      if (!process.send) require('node:child_process').fork(__filename);`;
    expect(() => take(source, { deadlineMs: 1_500 })).toThrow('no HTTP server listened');
  });

  const others = Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address);

  it.each(['::', '0.0.0.0', undefined, 'localhost', ...others])(
    'lets an app that listens on %s listen on the loopback address',
    (host) => {
      const source = `${SERVE}
        const server = require('node:http').createServer((request, response) => {
          const { address } = server.address();
          response.writeHead(/^(127\\.0\\.0\\.\\d+|::1)$/.test(address) ? 200 : 500).end(address);
        }).listen(...${JSON.stringify(host === undefined ? [0] : [0, host])});`;
      expect(take(source).length).toBeGreaterThan(0);
    },
  );

  it.each(['::', ...others])(
    'lets an app have a port of the loopback address on %s, too',
    (host) => {
      const source = `${SERVE}
      const first = serve();
      first.once('listening', () => {
        const place = { port: first.address().port, host: '${host}', ipv6Only: true };
        require('node:net').createServer().listen(place).unref();
      });`;
      expect(take(source).length).toBeGreaterThan(0);
    },
  );

  it('lets an app listen on a file descriptor', () => {
    const source = `${SERVE}
      const { createServer } = require('node:net');
      if (process.argv[2]) createServer().listen({ fd: 3 }, () => console.log('listening'));
      else createServer().listen(0, function () {
        const stdio = ['ignore', 'pipe', 'inherit', this._handle.fd];
        require('node:child_process')
          .spawn(process.execPath, [__filename, 'child'], { stdio })
          .stdout.once('data', () => serve());
      });`;
    expect(take(source).length).toBeGreaterThan(0);
  });
});
