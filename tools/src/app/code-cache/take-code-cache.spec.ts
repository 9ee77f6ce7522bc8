import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNode } from '../../node/runtime/find-node.ts';
import { takeCodeCache, type WarmUp } from './take-code-cache.ts';
import { SERVER, warmUp } from './warm-server.fixture.ts';

const { path: nodePath } = findNode(join(__dirname, '../../../..'), process.arch);

let folder: string;
const inFolder = (name: string): string => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'code-cache-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('takeCodeCache()', () => {
  const take = (source: Buffer | string, options: Partial<WarmUp> = {}) =>
    takeCodeCache(
      { path: 'dist/main.cjs', source: Buffer.from(source) },
      { ...warmUp, ...options },
    );

  it('contains the code that ran to answer, and no other', () => {
    const { bytes } = take(SERVER);
    const texts = ['alive and well', 'lost and gone', 'never and nowhere'];
    expect(texts.filter((text) => Buffer.from(bytes).includes(text))).toEqual(texts.slice(0, 2));
  });

  it('returns the same bytes in another folder, environment and umask', () => {
    const first = take(SERVER);
    const before = { ...process.env };
    const umask = process.umask(0o077);
    mkdirSync(inFolder('another folder with a long name'));
    const TMPDIR = inFolder('another folder with a long name');
    Object.assign(process.env, { TMPDIR, TZ: 'Asia/Tokyo', LC_ALL: 'tr_TR.UTF-8', MORE: '1' });
    try {
      expect(take(SERVER)).toEqual(first);
    } finally {
      process.umask(umask);
      process.env = before;
    }
    expect(readdirSync(TMPDIR)).toEqual([]);
  });

  it('does not depend on whether a timer fires before the answer', () => {
    const starting = Buffer.from(`
      function tickOfGlobal() { return 'a tick of the global timer'; }
      function tickOfModule() { return 'a tick of the module'; }
      function beatOfIdle() { return 'a beat without a reference'; }
      setTimeout(beatOfIdle, 1).unref();
      setInterval(tickOfGlobal, 1).unref();
      require('node:timers').setInterval(tickOfModule, 1).unref();
      setTimeout(() => require('node:http')
        .createServer((q, response) => setTimeout(() => response.end('late'), 50))
        .listen(0, '127.0.0.1'), 50);
    `);
    const { bytes } = take(starting);
    const texts = [
      'late',
      'a beat without a reference',
      'a tick of the global timer',
      'a tick of the module',
    ];
    expect(texts.filter((text) => Buffer.from(bytes).includes(text))).toEqual(['late']);
  });

  it('does not depend on variables that an emulator adds', () => {
    const app = `
      function takeAdded() { console.log('added and taken'); }
      if (process.env.ADDED) takeAdded();
      ${String(SERVER)}`;
    const { bytes } = take(app, { nodePath, runner: ['env', 'ADDED=1'] });
    expect(Buffer.from(bytes).includes('alive and well')).toBe(true);
    expect(Buffer.from(bytes).includes('added and taken')).toBe(false);
  });

  it('does not depend on whether garbage is collected before the answer', () => {
    const { bytes } = take(`
      const { PerformanceObserver } = require('node:perf_hooks');
      function onCollected() { return 'memory was collected'; }
      new PerformanceObserver(onCollected).observe({ entryTypes: ['gc'] });
      require('node:v8').setFlagsFromString('--expose-gc');
      require('node:vm').runInNewContext('gc')();
      require('node:v8').setFlagsFromString('--no-expose-gc');
      require('node:http')
        .createServer((q, response) => setTimeout(() => response.end('late'), 50))
        .listen(0, '127.0.0.1');
    `);
    const texts = ['late', 'memory was collected'];
    expect(texts.filter((text) => Buffer.from(bytes).includes(text))).toEqual(['late']);
  });

  it('does not depend on how often a function ran', () => {
    const takeAfter = (ROUNDS: string) =>
      take(
        `function round(n) { let sum = 0; for (let i = 0; i < 10; i++) sum += n % 7; return sum; }
        for (let n = 0; n < Number(process.env.ROUNDS); n++) round(n);
        ${String(SERVER)}`,
        { environment: { ...warmUp.environment, ROUNDS } },
      );
    expect(takeAfter('900')).toEqual(takeAfter('001'));
  });

  it('sends requests to each HTTP server of an app, over TCP or a socket', () => {
    const path = JSON.stringify(inFolder('socket'));
    const { bytes } = take(`
      const { createServer } = require('node:http');
      require('node:net').createServer().listen(0, '127.0.0.1').unref();
      createServer((q, response) => response.end('over TCP')).listen(0, '127.0.0.1');
      require('node:fs').rmSync(${path}, { force: true }); // the start before was killed
      createServer((q, response) => response.end('over a socket')).listen(${path});
    `);
    expect(Buffer.from(bytes).includes('over TCP')).toBe(true);
    expect(Buffer.from(bytes).includes('over a socket')).toBe(true);
  });

  it('rejects a cache that was not completely written', () => {
    const app = `
      const fs = require('node:fs');
      const { writeFileSync } = fs;
      fs.writeFileSync = (path, bytes) => {
        if (typeof bytes === 'string') return writeFileSync(path, bytes);
        writeFileSync(path, bytes.subarray(0, 100));
        throw new Error('no space left on device');
      };
      ${String(SERVER)}`;
    expect(() => take(app)).toThrow(
      /exited with status 1; .*; output of the app: [^]*no space left on device/,
    );
  });

  const expectation =
    'Cannot take the code cache of "dist/main.cjs": expected the app to listen with HOST=127.0.0.1 PORT=0 and answer GET / and /missing, it';
  const remedy =
    'change "environment" of "warmUp", or set "warmUp" to false to build without a code cache';

  it.each([
    {
      name: 'exits',
      source: `console.error('no database'); process.exitCode = 78;`,
      message: `${expectation} exited with status 78; ${remedy}; output of the app: no database`,
    },
    {
      name: 'exits with 0, but too early',
      source: `console.log('0.1.0')`,
      message: `${expectation} exited with status 0; ${remedy}; output of the app: 0.1.0`,
    },
    {
      name: 'does not listen',
      source: `console.log('waiting'); setInterval(() => undefined, 1000);`,
      options: { deadlineMs: 1000 },
      message: `${expectation} did not within 1000 ms: no HTTP server listened; ${remedy}; output of the app: waiting`,
    },
    {
      name: 'does not answer',
      source: `require('node:http').createServer(() => undefined).listen(0, '127.0.0.1');`,
      options: { deadlineMs: 4000 },
      message: `${expectation} did not within 4000 ms: GET / had no answer; ${remedy}; output of the app: `,
    },
    {
      name: 'answers with an error',
      source: `require('node:http')
        .createServer((q, response) => response.writeHead(500).end('no database'))
        .listen(0, '127.0.0.1');`,
      message: `${expectation} answered GET / with status 500; ${remedy}; output of the app: no database`,
    },
    {
      name: 'prints a long line and many lines',
      source: `console.error('first' + '\\n.'.repeat(40)); console.error('x'.repeat(80000)); process.exit(1);`,
      message: /output of the app: \.\.\.\n(?:\.\n){29}x{300}\.\.\.$/,
    },
    {
      name: 'hangs up',
      source: `require('node:http').createServer((q) => q.destroy()).listen(0, '127.0.0.1');`,
      message: /exited with status 1; .*; output of the app: [^]*socket hang up/,
    },
    {
      name: 'is no program',
      source: `let const`,
      message: /exited with status 1; .*; output of the app: \/app\/server\.app:1\n[^]*SyntaxError/,
    },
  ])('rejects an app that $name', ({ source, options, message }) => {
    expect(() => take(source, options)).toThrow(message);
  });
});
