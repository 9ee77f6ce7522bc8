import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

interface LintMessage {
  readonly ruleId: string;
  readonly message: string;
  readonly line: number;
}

/** Lints a text as if it stood in the file. */
function lint(path: string, text: string): readonly LintMessage[] {
  const eslint = join(root, 'node_modules/eslint/bin/eslint.js');
  const args = [eslint, '--stdin', '--stdin-filename', path, '--format', 'json'];
  const { stdout } = spawnSync(process.execPath, args, {
    cwd: root,
    input: text,
    encoding: 'utf8',
  });
  const [file] = JSON.parse(stdout) as [{ messages: readonly LintMessage[] }];
  return file.messages;
}

describe('the lint rules', () => {
  it.each([
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
  ])(
    'judge, in %s, %s as %j',
    (path, text, rules) => {
      expect(lint(path, text).map(({ ruleId }) => ruleId)).toEqual(rules);
    },
    30_000,
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
  const judge = (path: string): readonly LintMessage[] =>
    lint(path, rows.map(([code]) => code).join('\n')).filter(({ ruleId }) =>
      /restricted-(properties|syntax|imports)$/.test(ruleId),
    );
  let messages: readonly LintMessage[];
  beforeAll(() => (messages = judge('tools/src/formats/tar.ts')), 60_000);

  it.each(rows.map(([code, said], index) => ({ code, said, line: index + 1 })))(
    'say of $code: $said',
    ({ said, line }) => {
      const found = messages.filter((message) => message.line === line);
      const expected = said === undefined ? [] : [expect.stringMatching(`${escapeRegExp(said)}$`)];
      expect(found.map(({ message }) => message)).toEqual(expected);
    },
  );

  it('let an entry point read what it passes on', () => {
    const read = judge('tools/src/artefacts/image/image.executor.ts').map(
      ({ line }) => rows[line - 1]?.[0],
    );
    expect(read).toEqual([]);
  }, 60_000);

  it('let the locked libraries be compressed, which happens once', () => {
    const said = judge('tools/src/update/libraries/renew-libraries.ts').map(
      ({ message }) => message,
    );
    expect(said).not.toContainEqual(expect.stringContaining(ZLIB));
    expect(said).toContainEqual(expect.stringContaining(ENTRY_CLOCK));
  }, 60_000);

  it('let one file compress by the zstd of Node', () => {
    const said = judge('tools/src/formats/render-zstd.ts').map(({ message }) => message);
    expect(said).not.toContainEqual(expect.stringContaining(ZLIB));
    expect(said).toContainEqual(expect.stringContaining(ENTRY_CLOCK));
  }, 60_000);
});

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}
