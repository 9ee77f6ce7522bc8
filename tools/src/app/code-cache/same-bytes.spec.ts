import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeCodeCache } from './take-code-cache.ts';
import { warmUp } from './warm-server.fixture.ts';

function takeWith(source: string, CASE: string): Buffer {
  const environment = { ...warmUp.environment, CASE };
  const bundle = { path: 'dist/main.cjs', source: Buffer.from(source) };
  return Buffer.from(takeCodeCache(bundle, { ...warmUp, environment }).bytes);
}

const SERVE = `require('node:http')
  .createServer((request, response) => response.end('done')).listen(process.env.PORT, process.env.HOST);`;

/** Functions with a text each; the first call compiles one. */
const FUNCTIONS = Array.from(
  { length: 60 },
  (_, index) =>
    `function f${index}(n) { const text = 'text of ${index}'; return () => text + (n ? n * ${index} : ''); }`,
).join('\n');

/** Fills memory, has it freed in one of two cases, and runs functions, which get that memory. */
const GARBAGE = `
  const kept = [];
  for (let n = 0; n < 400; n++) {
    if (process.env.CASE === 'one') new Uint8Array(2 ** 22);
    kept.push(n % 7 ? undefined : new Array(4_000).fill(-1));
    eval('(function () { const x = [' + n + ',1,2]; return () => () => x; })()()');
    if (n >= 300 && n < 360) eval('f' + (n - 300))(1)();
  }`;

describe('the bytes of a code cache', () => {
  it.each([
    {
      condition: 'in which order the functions of an app ran',
      source: `${FUNCTIONS}
        const all = [${Array.from({ length: 60 }, (_, index) => `f${index}`).join()}];
        const inOrder = process.env.CASE === 'one' ? all : all.toReversed();
        for (const f of inOrder) f(1)();
        ${SERVE}`,
    },
    {
      condition: 'how many functions V8 compiled before',
      source: `${FUNCTIONS}
        eval(process.env.CASE === 'one' ? '[() => [() => 1, () => 2], () => 3]' : '[() => 4]');
        f1()();
        ${SERVE}`,
    },
    {
      condition: 'what the memory of a function contained before',
      source: `${FUNCTIONS}
        ${GARBAGE}
        ${SERVE}`,
    },
    {
      condition: 'how long the work takes that an answer leaves behind',
      source: `${FUNCTIONS}
        const { stat } = require('node:fs/promises');
        const paths = new Array(process.env.CASE === 'one' ? 3 : 300).fill('/');
        async function finish() {
          for (const path of paths) await stat(path);
          f1()();
        }
        require('node:http')
          .createServer((request, response) => void finish(response.end('done')))
          .listen(process.env.PORT, process.env.HOST);`,
    },
    {
      condition:
        'what the memory of a child contained before, started without the options of its parent',
      source: `${FUNCTIONS}
        const { fork } = require('node:child_process');
        if (process.argv[2] !== 'child') fork(__filename, ['child'], { execArgv: [] });
        else { ${GARBAGE} ${SERVE} }`,
    },
  ])('do not depend on $condition', ({ source }) => {
    const one = takeWith(source, 'one');
    expect(takeWith(source, 'two').equals(one)).toBe(true);
    expect(one.includes('text of 1')).toBe(true);
  });
});

describe('an app that does not do the same in each start', () => {
  const folder = mkdtempSync(join(tmpdir(), 'same-bytes-'));
  const path = join(folder, 'left-by-a-start');

  beforeEach(() => {
    rmSync(path, { force: true });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function warningsFor(source: string): readonly string[] {
    const warnings: string[] = [];
    const bundle = { path: 'dist/main.cjs', source: Buffer.from(source) };
    const { bytes } = takeCodeCache(bundle, {
      ...warmUp,
      environment: { ...warmUp.environment, LEFT: path },
      warn: (sentence) => warnings.push(sentence),
    });
    expect(Buffer.from(bytes).includes('the answer')).toBe(true);
    expect(existsSync(path)).toBe(true);
    return warnings;
  }

  const LEAVE = `
    const fs = require('node:fs');
    const isSecond = fs.existsSync(process.env.LEFT);
    fs.writeFileSync(process.env.LEFT, '');
    const answer = (request, response) => response.end('the answer');
    const serve = () => require('node:http').createServer(answer).listen(process.env.PORT, process.env.HOST);`;

  it('makes the build warn that its bytes differ from the next', () => {
    const source = `${LEAVE} function migrate() { return 'only once'; }
      if (!isSecond) migrate();
      serve();`;
    expect(warningsFor(source)).toEqual([
      expect.stringMatching(
        /^Cannot promise the same bytes: the second warm-up of "dist\/main.cjs" gave another code cache \(\d+ bytes, \d+ in the first\), so the next build may differ from this one; make the app do the same in each start, or set "warmUp" to false to build without a code cache$/,
      ),
    ]);
  });

  it('makes the build warn if it cannot start again', () => {
    const source = `${LEAVE} if (isSecond) throw new Error('locked'); serve();`;
    expect(warningsFor(source)).toEqual([
      expect.stringMatching(
        /^Cannot promise the same bytes: the second warm-up of "dist\/main.cjs" failed, so [^]*exited with status 1[^]*Error: locked/,
      ),
    ]);
  });

  it('does not warn about one that does', () => {
    expect(warningsFor(`${LEAVE} serve();`)).toEqual([]);
  });
});
