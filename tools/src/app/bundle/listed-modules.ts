import { lstatSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { packageOf } from './package-of.ts';
import type { SourceFile } from './read-source.ts';
import { SOURCE } from './source-loader.ts';

/** Packages that list a folder when the program starts, and load each script there as a module of the app. */
const LISTING = /(['"])(?:@fastify\/autoload|fastify-autoload)\1/;

/** A folder by its path, as `dir` of such a package. */
const FOLDER =
  /\b(?:join|resolve)\(\s*(?:__dirname|import\.meta\.dirname)\s*,\s*(['"])([^'"\n]+)\1\s*\)/g;

/** Types and tests, which are no modules of a running app. */
const NO_MODULE = /\.d\.[cm]?ts$|[._-](?:test|spec)\.[cm]?[jt]sx?$/;

const NO_FOLDER = /^(?:node_modules|__tests__|tests?)$/;

/** Where the bundle keeps functions that return modules, by the paths of their scripts. */
const REGISTRY = `globalThis[Symbol.for("tscratch.modules")]`;

/**
 * Finds the scripts in the folders that a file of the app lets a package list, such as
 * `dir: join(__dirname, 'plugins')` of @fastify/autoload.
 *
 * @param source The file, with its absolute path.
 * @param root Folder of the workspace.
 * @returns Paths relative to the workspace.
 */
export function findListedModules({ path, contents }: SourceFile, root: string): readonly string[] {
  if (packageOf(path) !== undefined || !LISTING.test(contents)) return [];
  const named = [...contents.matchAll(FOLDER)].map(([, , name = '']) => join(dirname(path), name));
  const inside = named.filter((folder) => !relative(root, folder).startsWith('..'));
  const scripts = inside.filter(isFolder).flatMap(listScripts);
  return [...new Set(scripts)]
    .filter((script) => script !== path)
    .map((script) => relative(root, script));
}

function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

function listScripts(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return NO_FOLDER.test(entry.name) ? [] : listScripts(path);
      return entry.isFile() && SOURCE.test(path) && !NO_MODULE.test(path) ? [path] : [];
    });
}

/**
 * Renders the statement by which the file bundles these modules: each is evaluated when it is first loaded.
 *
 * @param folder Folder of the file, relative to the workspace.
 */
export function renderRegistration(folder: string, modules: readonly string[]): string {
  if (modules.length === 0) return '';
  const entries = modules.map((path) => {
    const name = JSON.stringify(`./${relative(folder, path)}`);
    return `${JSON.stringify(path)}:()=>require(${name})`;
  });
  return `${REGISTRY}={...${REGISTRY},${entries.join()}};`;
}

/**
 * Renders the scripts that stand for the modules in the files of the program, as a compiler would name them. Each one
 * is the module of the bundle, so that the app has it once.
 */
export function renderStandIns(modules: readonly string[]): ReadonlyMap<string, Buffer> {
  const render = (path: string): Buffer =>
    Buffer.from(`module.exports = ${REGISTRY}[${JSON.stringify(path)}]();\n`);
  return new Map(modules.map((path) => [nameCompiled(path), render(path)]));
}

/** Script of CommonJS in a folder without a package.json. */
function nameCompiled(path: string): string {
  return path.replace(/\.([cm]?)[jt]sx?$/, (_, kind) => (kind === '' ? '.js' : '.cjs'));
}
