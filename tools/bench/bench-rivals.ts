/**
 * `npx nx run tools:bench-rivals`: makes one file of the same Express program by these tools and by others that
 * npm has, and compares sizes, libraries, bytes and starts. With `--quick`, five rounds instead of twenty.
 */
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { findNode } from '../src/node/runtime/find-node.ts';
import { install } from '../testing/any-app/install.ts';
import { runProgram, tryProgram } from '../testing/program.ts';
import { measureInTurns, type StartedContender } from './measure-start.ts';
import { renderStarts } from './render-starts.ts';

/** A tool with the command that makes its executable. */
interface Rival {
  readonly name: string;
  readonly build: readonly string[];
  /** The executable, relative to the project. */
  readonly output: string;
  /** What the project says of itself, beside what npm needs. */
  readonly declared?: object;
}

const ROUND_COUNT = process.argv.some((word) => word.startsWith('--quick')) ? 5 : 20;
const MAIN = 'src/main.ts';

const tools = join(import.meta.dirname, '..');
const node = findNode(join(tools, '..'), process.arch).path;
const folder = install({ name: 'rivals', folder: join(import.meta.dirname, 'rivals') });

const cli = [process.execPath, join(tools, 'src/cli/main.ts'), 'build', MAIN];
const bun = [join(folder, `node_modules/@oven/bun-linux-${process.arch}/bin/bun`), 'build'];
const tsdown = [node, join(folder, 'node_modules/tsdown/dist/run.mjs')];
const RIVALS: readonly Rival[] = [
  { name: 'tscratch build', build: [...cli, '--output=by-tscratch'], output: 'by-tscratch' },
  {
    name: 'tscratch build, "locales": ["en"]',
    build: [...cli, '--output=in-english'],
    output: 'in-english',
    declared: { tscratch: { locales: ['en'] } },
  },
  {
    name: 'bun build --compile',
    build: [...bun, '--compile', MAIN, '--outfile=by-bun'],
    output: 'by-bun',
  },
  { name: 'tsdown --exe', build: [...tsdown, '--exe', MAIN], output: 'build/main' },
];

const [before = NaN] = loadavg();
console.log(
  [
    '| tool | size | libraries of the host | the same bytes twice |',
    '| --- | ---: | --- | --- |',
    ...RIVALS.map(describe),
    '',
  ].join('\n'),
);
console.log(renderStarts(await measureInTurns(listContenders(), ROUND_COUNT)));
console.log(`Load of the machine before the run: ${before.toFixed(2)}.`);

/** Builds twice, and renders what the second file is. */
function describe(rival: Rival): string {
  const [first, second] = [build(rival), build(rival)];
  const path = join(folder, rival.output);
  const size = `${(statSync(path).size / 1e6).toFixed(1)} MB`;
  return `| ${rival.name} | ${size} | ${listLibraries(path)} | ${first === second ? 'yes' : 'no'} |`;
}

/** Builds from nothing. @returns The digest of the file. */
function build({ build: [command = '', ...args], output, declared }: Rival): string {
  const path = join(folder, output);
  rmSync(path, { force: true });
  declare(declared);
  runProgram(command, args, { cwd: folder });
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function declare(declared: object = {}): void {
  const path = join(import.meta.dirname, 'rivals/package.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as object;
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, ...declared }));
}

/** Names the libraries that the kernel's loader looks for. */
function listLibraries(path: string): string {
  const { stdout, exitCode } = tryProgram('ldd', [path]);
  const names = [...stdout.matchAll(/^\s*(\S+) => /gm)].map(([, name]) => name);
  return exitCode === 0 && names.length > 0 ? names.join(', ') : 'none';
}

/** The program as it is, by the official Node, and the executables. */
function listContenders(): readonly StartedContender[] {
  const plain = { name: `node ${MAIN}`, command: node, args: [join(folder, MAIN)] };
  return [
    plain,
    ...RIVALS.map(({ name, output }) => ({ name, command: join(folder, output), args: [] })),
  ];
}
