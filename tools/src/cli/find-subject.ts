import { existsSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, relative, resolve } from 'node:path';
import { LOCK_FILE_NAMES } from '../attestation/locks/find-lock-file.ts';
import { Fault } from '../host/faults/fault.ts';
import { readConfiguration } from '../host/configuration/read-configuration.ts';
import { nameArtefact } from '../host/name-artefact.ts';
import { findProgram } from '../plugin/inference/find-main.ts';
import { readProjectFiles } from '../plugin/inference/project-files.ts';

/** The program that a command works on. */
export interface Subject {
  /** Folder whose lock file and node_modules count. */
  readonly root: string;
  /** Folder of the program, relative to the root. */
  readonly folder: string;
  /** The file that starts it, relative to the root. */
  readonly main: string;
  /** Name for files. */
  readonly name: string;
}

/** Files of which one is in the folder that packages are installed in. */
const ROOT_FILES = ['nx.json', 'pnpm-workspace.yaml', ...LOCK_FILE_NAMES];

/**
 * Finds the program that a user names: a file, or a folder whose package.json or project.json leads to one.
 *
 * @param entry As given; by default the current folder.
 * @throws {Fault} `ENTRY_MISSING`, `MAIN_UNKNOWN`, and those of `readConfiguration`.
 */
export function findSubject(entry: string | undefined, currentFolder: string): Subject {
  const path = resolve(currentFolder, entry ?? '.');
  if (!existsSync(path)) throw new Fault('ENTRY_MISSING', { path: entry ?? '.' });
  const isFolder = statSync(path).isDirectory();
  const owner = isFolder ? path : (findAbove(dirname(path), PROJECT_FILES) ?? dirname(path));
  const root = findRoot(owner);
  const folder = relative(root, owner) || '.';
  const main = isFolder ? findMain(root, folder) : relative(root, path);
  const name = isFolder ? nameFolder(root, folder) : basename(path, extname(path));
  return { root, folder, main, name: nameArtefact(name) };
}

/** Finds the folder that the packages of a project are installed in: the nearest one with a lock file, or the folder itself. */
export function findRoot(folder: string): string {
  return findAbove(folder, ROOT_FILES) ?? folder;
}

const PROJECT_FILES = ['project.json', 'package.json'];

function findAbove(folder: string, names: readonly string[]): string | undefined {
  if (names.some((name) => existsSync(join(folder, name)))) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : findAbove(above, names);
}

/** Sources that programs without any description start at. */
const USUAL = ['src/main.ts', 'src/index.ts', 'src/server.ts', 'main.ts', 'index.ts', 'server.ts'];

function findMain(root: string, folder: string): string {
  const { main } = readConfiguration(root, folder);
  const found = main ?? findProgram(readProjectFiles(root, folder))?.main;
  const usual = [...USUAL, ...USUAL.map((path) => path.replace(/ts$/, 'js'))];
  const path =
    found ?? usual.map((name) => join(folder, name)).find((name) => existsSync(join(root, name)));
  if (path === undefined) throw new Fault('MAIN_UNKNOWN', { name: nameFolder(root, folder) });
  return path;
}

function nameFolder(root: string, folder: string): string {
  const { projectJson, packageJson } = readProjectFiles(root, folder);
  return projectJson.name ?? packageJson.name ?? basename(join(root, folder));
}
