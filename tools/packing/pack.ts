/** `nx run tools:pack` and `server:pack`: write the package to publish to dist/packages. */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { planManifest, planNxList, type NxList, type SourceManifest } from './plan-manifest.ts';

const root = join(import.meta.dirname, '../..');

interface Recipe {
  /** Folder of the package in this workspace. */
  readonly folder: string;
  /** Patterns of the files that are not compiled, below that folder. */
  readonly assets: readonly string[];
  readonly lists: readonly string[];
}

const RECIPES: Readonly<Record<string, Recipe>> = {
  tools: {
    folder: 'tools',
    assets: [
      'README.md',
      'configuration.schema.json',
      'libraries/**/*.{br,txt,json}',
      'node/{advisories,lock}.json',
      'src/**/*.{json,bin,txt,Dockerfile,template}',
      'src/rebuild/*/builder/*',
    ],
    lists: ['executors.json', 'generators.json', 'migrations.json'],
  },
  server: {
    folder: 'libs/server',
    assets: ['README.md', 'src/management/console/assets/*.gz'],
    lists: [],
  },
};

/** The versions of Nx that the plugin runs in. */
const NX = '>=23 <25';

/** Modules for this workspace alone; tsconfig.package.json leaves them out, too. */
const OWN = /(?:^|\/)src\/update\/|\.(?:spec|fixture)\.|build-stubs/;

pack(process.argv[2] ?? '');

function pack(name: string): void {
  const recipe = RECIPES[name];
  if (recipe === undefined)
    throw new Error(`Cannot pack "${name}": expected ${Object.keys(RECIPES).join(' or ')}`);
  const source = join(root, recipe.folder);
  const output = join(root, 'dist/packages', name);
  rmSync(output, { recursive: true, force: true });
  compile(join(source, 'tsconfig.package.json'));
  for (const path of globSync('**/*.d.ts', { cwd: output })) rewriteTypes(join(output, path));
  for (const path of globSync([...recipe.assets], { cwd: source }).toSorted())
    if (!OWN.test(path)) copy(join(source, path), join(output, path));
  cpSync(join(root, 'LICENSE'), join(output, 'LICENSE'));
  writeLists(recipe, output);
  writeManifest(name, source, output);
}

function compile(project: string): void {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  const { status } = spawnSync(process.execPath, [tsc, '--project', project], { stdio: 'inherit' });
  if (status !== 0) throw new Error(`Cannot compile "${project}": correct the errors above`);
}

/** tsc leaves the names of modules in types as they are, and no other compiler finds a `.ts` there. */
function rewriteTypes(path: string): void {
  const text = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    text.replace(/((?:from |import\(|import )["']\.[^"']*)\.ts(["'])/g, '$1.js$2'),
  );
}

function copy(from: string, to: string): void {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to, { recursive: true });
}

function writeLists({ folder, lists }: Recipe, output: string): void {
  for (const name of lists) {
    const path = join(root, folder, name);
    if (!existsSync(path)) continue;
    const list = JSON.parse(readFileSync(path, 'utf8')) as NxList;
    const isPublished = (stem: string): boolean => existsSync(join(output, `${stem}.js`));
    writeJson(join(output, name), planNxList(list, isPublished));
  }
}

function writeManifest(name: string, source: string, output: string): void {
  const text = readFileSync(join(source, 'package.json'), 'utf8');
  const manifest = JSON.parse(text) as SourceManifest;
  const peers = name === 'tools' ? { '@nx/devkit': NX, nx: NX } : {};
  const planned = planManifest(manifest, peers);
  writeJson(join(output, 'package.json'), planned);
  for (const path of Object.values(manifest.bin ?? {}))
    chmodSync(join(output, path.replace(/\.ts$/, '.js')), 0o755);
}

function writeJson(path: string, value: object): void {
  writeFileSync(path, `${JSON.stringify(value, undefined, 2)}\n`);
}
