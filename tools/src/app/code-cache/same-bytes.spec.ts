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
