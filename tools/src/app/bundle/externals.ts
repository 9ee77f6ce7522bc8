import { existsSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Metafile } from 'esbuild';
import { Fault } from '../../host/faults/fault.ts';
import { findAppPackages, type AppPackages } from './app-packages.ts';
import { checkLinkedNeeds } from './check-linked-needs.ts';
import { hasAddon } from './find-addons.ts';
import { findDependencies } from './find-dependencies.ts';
import { locatePackage } from './installed-packages.ts';
import { packageFolderOf, packageOf } from './package-of.ts';
import type { ExternalName } from './external-name.ts';

/** A package that is files of the program. */
export interface External {
  /** Relative to the workspace. */
  readonly folder: string;
  /** Why it is not bundled. */
  readonly reason: string;
  /** Folders of the packages that it needs. */
  readonly needs: readonly string[];
}

/** How a program may need packages that its bundle does not name. */
export interface Uses {
  /** The bundle loads modules by computed names. */
  readonly byName: boolean;
  /** Folders of the packages that scripts of the program import, each with a script that does. */
  readonly scripts: ReadonlyMap<string, string>;
}

export interface ExternalsOptions {
  /** Folder of the workspace. */
  readonly root: string;
  /** Folder of the file that starts the app, relative to the workspace. */
  readonly folder: string;
  readonly names: readonly ExternalName[];
  /** Packages to leave out as if they were not installed. */
  readonly omit: readonly string[];
}

/**
 * The packages that are files of the program instead of parts of the bundle: those that the app declares
 * with all that they need, so that the bundle has no second copy of one, and those with a native addon.
 */
export class Externals {
  readonly #options: ExternalsOptions;
  readonly #hasAddon = new Map<string, boolean>();
  #app: AppPackages = { own: new Set(), all: new Set() };
  /** Folders of the declared packages, and where each is declared. */
  #declared: ReadonlyMap<string, string> = new Map();
  #closed: ReadonlySet<string> = new Set();

  constructor(options: ExternalsOptions) {
    this.#options = options;
  }

  /**
   * Finds the installed packages.
   *
   * @throws {Fault} `EXTERNAL_MISSING`, `EXTERNAL_OWN`
   */
  read(): void {
    const { root, folder, names } = this.#options;
    this.#hasAddon.clear();
    this.#app = findAppPackages(root, folder);
    this.#declared = new Map(names.flatMap((name) => this.#locate(name)));
    const folders = [...this.#declared.keys()];
    this.#closed = new Set(folders.flatMap((located) => [located, ...this.findNeeds(located)]));
  }

  /** Finds the folders of the packages that a package needs. */
  findNeeds(folder: string): readonly string[] {
    const { root, omit } = this.#options;
    return findDependencies(root, folder, { ofApp: this.#app.all, omit });
  }

  /** Tells whether an installed package, by its folder, is not to be bundled. */
  has(folder: string): boolean {
    if (this.#isOmitted(folder)) return false;
    if (this.#closed.has(folder)) return true;
    const known = this.#hasAddon.get(folder) ?? hasAddon(this.#options.root, folder);
    this.#hasAddon.set(folder, known);
    return known;
  }

  /**
   * Lists the packages that the program needs as files.
   *
   * @throws {Fault} `EXTERNAL_LINKED`
   */
  list(metafile: Metafile | undefined, { byName, scripts }: Uses): readonly External[] {
    const requested = listRequested(metafile).filter((folder) => !this.#closed.has(folder));
    const named = byName || this.#declared.size > 0 ? this.#listUnbundled(metafile) : [];
    const reasons = new Map([
      ...named.map((folder) => [folder, 'may be loaded by a computed name'] as const),
      ...[...scripts].map(([folder, script]) => [folder, `imported by ${script}`] as const),
      ...requested.map((folder) => [folder, 'has a native addon'] as const),
      ...[...this.#declared].map(([folder, path]) => [folder, `"external" of ${path}`] as const),
    ]);
    const externals = [...reasons]
      .filter(([folder]) => !this.#isOmitted(folder))
      .map(([folder, reason]) => ({ folder, reason, needs: this.findNeeds(folder) }))
      .toSorted((a, b) => (a.folder < b.folder ? -1 : 1));
    for (const { folder, needs } of externals)
      checkLinkedNeeds(this.#options.root, [folder, ...needs]);
    return externals;
  }

  /** The packages that the app declares, and of which the bundle has nothing: what else would they be for? */
  #listUnbundled(metafile: Metafile | undefined): readonly string[] {
    const inputs = Object.values(metafile?.outputs ?? {}).flatMap((output) => [
      ...Object.keys(output.inputs),
    ]);
    const bundled = new Set(inputs.map(packageFolderOf));
    return [...this.#app.own].filter(
      (folder) =>
        !bundled.has(folder) &&
        !this.#closed.has(folder) &&
        isInstalled(this.#options.root, folder),
    );
  }

  #isOmitted(folder: string): boolean {
    return this.#options.omit.includes(packageOf(folder) ?? '');
  }

  #locate({ name, declaredIn }: ExternalName): readonly (readonly [string, string])[] {
    const { root, folder } = this.#options;
    const found = name.endsWith('/*')
      ? listScope(root, folder, name.slice(0, -2))
      : [locatePackage(root, folder, name) ?? []].flat();
    if (found.length === 0) throw new Fault('EXTERNAL_MISSING', { name, path: declaredIn });
    if (found.some((located) => isOfWorkspace(root, located)))
      throw new Fault('EXTERNAL_OWN', { name, path: declaredIn });
    return found.map((located) => [located, declaredIn]);
  }
}

/** Tells whether npm has linked a package to its folder in the workspace. */
function isOfWorkspace(root: string, folder: string): boolean {
  const real = relative(realpathSync(root), realpathSync(join(root, folder)));
  return packageOf(real) === undefined;
}

/** Lists the installed packages of a scope; a nearer folder hides another one of that name. */
function listScope(root: string, from: string, scope: string): readonly string[] {
  const found = new Map<string, string>();
  for (let folder = from; ; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', scope);
    const names = existsSync(join(root, path)) ? readdirSync(join(root, path)).toSorted() : [];
    for (const name of names) if (!found.has(name)) found.set(name, join(path, name));
    if (folder === '.' || folder === '') return [...found.values()];
  }
}

/** Tells whether a package has code that npm has put there: no types, and no package of the workspace. */
function isInstalled(root: string, folder: string): boolean {
  return (
    !folder.includes('node_modules/@types/') && !lstatSync(join(root, folder)).isSymbolicLink()
  );
}

/** The packages of which the bundle loads a file. */
function listRequested(metafile: Metafile | undefined): readonly string[] {
  return listPaths(metafile).flatMap((path) => packageFolderOf(path) ?? []);
}

/** Lists the addons of the app itself that the bundle loads, by their paths in the workspace. */
export function listOwnAddons(metafile: Metafile | undefined): readonly string[] {
  return listPaths(metafile).filter((path) => packageFolderOf(path) === undefined);
}

/** The paths of the modules that the bundle loads from files. */
function listPaths(metafile: Metafile | undefined): readonly string[] {
  const imports = Object.values(metafile?.outputs ?? {}).flatMap((output) => output.imports);
  return imports
    .filter(({ path, external }) => external === true && isOfProgram(path))
    .map(({ path }) => path.slice('./'.length));
}

/** Tells whether the bundle loads a module by its path below the folder of the app: see `externalPackages`. */
export function isOfProgram(path: string): boolean {
  return path.startsWith('./') && (packageFolderOf(path) !== undefined || path.endsWith('.node'));
}
