import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

interface LintMessage {
  readonly ruleId: string;
  readonly message: string;
  readonly line: number;
}

/** One ESLint lints all texts: each process takes five seconds to know the types of the projects. */
const LINT = `
import { text } from 'node:stream/consumers';
import { ESLint } from 'eslint';
const eslint = new ESLint();
const results = [];
for (const [filePath, code] of JSON.parse(await text(process.stdin)))
  results.push(...(await eslint.lintText(code, { filePath })));
console.log(JSON.stringify(results));
`;

const texts: (readonly [path: string, text: string])[] = [];
let results: readonly { readonly messages: readonly LintMessage[] }[];

/** Registers a text to lint as if it stood in the file. @returns What is said of it, in a test. */
function lint(path: string, text: string): () => readonly LintMessage[] {
  const index = texts.push([path, text]) - 1;
  return () => {
    const result = results[index];
    if (result === undefined) throw new Error(`ESLint has no result for ${path}`);
    return result.messages;
  };
}

beforeAll(() => {
  const { stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', LINT], {
    cwd: root,
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: Infinity,
  });
  results = JSON.parse(stdout) as typeof results;
}, 120_000);

describe('the lint rules', () => {
  const rows: readonly (readonly [path: string, text: string, rules: readonly string[]])[] = [
    ['apps/server-scratch/src/main.ts', "import '@tscratch/server';", []],
    ['tools/src/formats/tar.ts', "import '@tscratch/server';", ['@nx/enforce-module-boundaries']],
    [
      'libs/server/src/index.ts',
      "import '../../../tools/src/formats/tar.ts';",
      ['@nx/enforce-module-boundaries'],
    ],
    [
      'apps/server-scratch/src/main.ts',
      "import '../../server-vps/src/main.ts';",
      ['@nx/enforce-module-boundaries'],
    ],
    [
      'libs/server/src/http/create-server.ts',
      "import '../management/messages.ts';",
      ['tscratch/rooms'],
    ],
    ['libs/server/src/http/create-server.ts', "void import('../files/x.ts');", ['tscratch/rooms']],
    [
      'tools/src/formats/tar.ts',
      "export type { A } from '../node/find-node.ts';",
      ['tscratch/rooms'],
    ],
    ['libs/server/src/index.ts', "export * from './world/world.ts';", ['no-restricted-syntax']],
    ['libs/server/src/index.ts', "export * as kinds from './config/kinds.ts';", []],
    [
      'libs/server/src/http/exchange.ts',
      "declare module 'http' {} declare global {} export {};",
      ['no-restricted-syntax', 'no-restricted-syntax'],
    ],
    [
      'libs/server/src/http/exchange.ts',
      'export const headOf = (response: { _header: string }) => response._header;',
      ['no-restricted-syntax'],
    ],
    [
      'libs/server/src/http/private-surfaces.ts',
      "declare module 'http' {} export const headOf = (response: { _header: string }) => response._header;",
      [],
    ],
    ['libs/server/src/http/upgrade-surfaces.ts', "declare module 'http' {} export {};", []],
    ['libs/server/src/http/stream-surfaces.ts', "declare module 'net' {} export {};", []],
    [
      'libs/server/src/index.ts',
      'process.exit(Date.now());',
      ['no-restricted-properties', 'no-restricted-properties'],
    ],
    [
      'libs/server/src/http/create-server.ts',
      "export const find = (pid: string) => ['/proc/self/status', `/proc/${pid}/fd`];",
      ['no-restricted-syntax', 'no-restricted-syntax'],
    ],
    ['libs/server/src/world/node-world.ts', "export const path = '/proc/self/status';", []],
    [
      'libs/server/src/management/start-management.ts',
      'setInterval(() => undefined, 250); const world = {}; export const all = { ...world };',
      ['no-restricted-syntax', 'no-restricted-syntax'],
    ],
    ['libs/server/src/http/limits/sweep.ts', 'setInterval(() => undefined, 250);', []],
    [
      'libs/server/src/http/limits/sweep.ts',
      "export const path = '/proc/self/status';",
      ['no-restricted-syntax'],
    ],
    [
      'tools/src/formats/tar.ts',
      "'a'.localeCompare(String(new Date()));",
      ['no-restricted-syntax', 'no-restricted-syntax'],
    ],
    [
      'libs/server/src/program/serve.ts',
      'export const a = [...[1, 2], ...[3].map(String)];',
      ['no-restricted-syntax'],
    ],
    [
      'libs/server/src/program/serve.ts',
      'export const a = (is: boolean) => ({ ...{ b: 1 }, ...(is ? { c: 2 } : {}), ...(is && { d: 3 }) });',
      ['no-restricted-syntax'],
    ],
    [
      'libs/server/testing/start-app.ts',
      'export const run = (world: object, clock: object) => ({ ...world, ...clock });',
      ['no-restricted-syntax'],
    ],
    [
      'libs/server/src/config/cidr.spec.ts',
      'export const a = { ...{ b: 1 } };',
      ['no-restricted-syntax'],
    ],
  ];

  it.each(rows.map(([path, text, rules]) => ({ path, text, rules, find: lint(path, text) })))(
    'judge, in $path, $text as $rules',
    ({ rules, find }) => {
      expect(find().map(({ ruleId }) => ruleId)).toEqual(rules);
    },
  );
});

describe('the lint rules of what makes bytes', () => {
  const PLACE = 'Take it as an argument; artefacts must not know who builds them, or where.';
  const CLOCK = 'Take the clock as an argument; artefacts must not know when they are built.';
  const ENTRY_CLOCK = 'Take the clock as an argument; only entry points read it.';
  const RANDOM = 'Take randomness as an argument; artefacts must not differ.';
  const LOCALE = 'Render it yourself; toLocale... follows the locale of the machine.';
  const INTL = 'Name the locale; without one Intl follows that of the machine.';
  const ORDER = 'Add .toSorted(); each file system has an order of its own.';
  const MACHINE = 'Take it as an argument; only entry points ask the machine.';
  const ZLIB =
    'Compress by render-gzip or render-zstd of tools/src/formats; the bytes of zlib follow the Node that runs.';

  /** A line of code, and the end of what is said of it; nothing for what is allowed. */
  const rows: readonly (readonly [string, string?])[] = [
    ['Date.now();', ENTRY_CLOCK],
    ['new Date();', ENTRY_CLOCK],
    ['new Date(0);'],
    ['Date();', ENTRY_CLOCK],
    ['performance.now();', CLOCK],
    ['process.hrtime.bigint();', CLOCK],
    ['Math.random();', RANDOM],
    ['crypto.randomUUID();', RANDOM],
    ['crypto.getRandomValues(new Uint8Array(1));', RANDOM],
    ["import { randomBytes } from 'node:crypto';", RANDOM],
    ["import { randomUUID } from 'crypto';", RANDOM],
    ["import { createHash } from 'node:crypto';"],
    ['process.env;', 'Take it as an argument; only entry points read the environment.'],
    ['process.exit();', 'Throw a Fault; the entry point sets process.exitCode.'],
    ['process.cwd();', PLACE],
    ['process.umask();', PLACE],
    ["import { env } from 'node:process';", MACHINE],
    ["import { tmpdir } from 'node:os';", MACHINE],
    ["import os from 'os';", MACHINE],
    ["import * as all from 'node:os';", MACHINE],
    [
      "'a'.localeCompare('b');",
      'Compare code units; localeCompare follows the locale of the machine.',
    ],
    ["'I'.toLocaleLowerCase();", LOCALE],
    ['(1).toLocaleString();', LOCALE],
    ["'I'.toLowerCase();"],
    ['new Intl.NumberFormat();', INTL],
    ['Intl.DateTimeFormat(undefined);', INTL],
    ["new Intl.NumberFormat('en');"],
    ["readdirSync('.');", ORDER],
    ["readdirSync('.').map(String);", ORDER],
    ["fs.readdirSync('.');", ORDER],
    ["await readdir('.');", ORDER],
    ["globSync('*');", ORDER],
    ["readdirSync('.').toSorted();"],
    ["fs.globSync('*').toSorted();"],
    ["import { gzipSync } from 'node:zlib';", ZLIB],
    ["import { brotliCompressSync } from 'node:zlib';", ZLIB],
    ["import zlib from 'node:zlib';", ZLIB],
    ["import * as compressors from 'zlib';", ZLIB],
    ["import { zstdCompressSync } from 'node:zlib';", ZLIB],
    ["import { brotliDecompressSync } from 'node:zlib';"],
    ["import { zstdDecompressSync } from 'node:zlib';"],
  ];
  /** Of the rules at issue: a snippet is not clean in other respects. */
  const judge = (path: string): (() => readonly LintMessage[]) => {
    const find = lint(path, rows.map(([code]) => code).join('\n'));
    return () =>
      find().filter(({ ruleId }) => /restricted-(properties|syntax|imports)$/.test(ruleId));
  };
  const ofMaker = judge('tools/src/formats/tar.ts');
  const ofEntry = judge('tools/src/artefacts/image/image.executor.ts');
  const ofLibraries = judge('tools/src/update/libraries/renew-libraries.ts');
  const ofZstd = judge('tools/src/formats/render-zstd.ts');

  it.each(rows.map(([code, said], index) => ({ code, said, line: index + 1 })))(
    'say of $code: $said',
    ({ said, line }) => {
      const found = ofMaker().filter((message) => message.line === line);
      const expected = said === undefined ? [] : [expect.stringMatching(`${escapeRegExp(said)}$`)];
      expect(found.map(({ message }) => message)).toEqual(expected);
    },
  );

  it('let an entry point read what it passes on', () => {
    expect(ofEntry()).toEqual([]);
  });

  it('let the locked libraries be compressed, which happens once', () => {
    const said = ofLibraries().map(({ message }) => message);
    expect(said).not.toContainEqual(expect.stringContaining(ZLIB));
    expect(said).toContainEqual(expect.stringContaining(ENTRY_CLOCK));
  });

  it('let one file compress by the zstd of Node', () => {
    const said = ofZstd().map(({ message }) => message);
    expect(said).not.toContainEqual(expect.stringContaining(ZLIB));
    expect(said).toContainEqual(expect.stringContaining(ENTRY_CLOCK));
  });
});

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
