import type { Metafile } from 'esbuild';
import { PLACE } from './edit-source.ts';
import { listBundled } from './list-bundled.ts';
import { packageFolderOf, packageOf } from './package-of.ts';
import type { SourceFile } from './read-source.ts';
import type { Scan } from './scan-source.ts';
import { SOURCE } from './source-loader.ts';

/** A place in the sources. */
export interface Remark {
  /** Relative to the workspace. */
  readonly file: string;
  readonly line: number;
  /** Text of the line. */
  readonly code: string;
}

/** What a file names by literals. Paths are relative to the workspace. */
export interface Targets {
  /** In require.resolve() and import.meta.resolve(): modules that the bundle may contain. */
  readonly resolved: readonly string[];
  /** In new URL() and join(): files. */
  readonly files: readonly string[];
  /** In the folders that a package of the app lists: modules that the bundle contains. */
  readonly listed: readonly string[];
}

/** What a file asks for that a bundle may lack. */
export interface FileNotes {
  /** Requests of modules that only the running program can name. */
  readonly computed: readonly Remark[];
  /** Templates that name a file without its extension. */
  readonly incomplete: readonly Remark[];
  readonly asksForFolder: boolean;
  /** It can start a script of its folder, or load one by a computed name: a script that needs other packages. */
  readonly startsScripts: boolean;
  readonly targets: Targets;
}

/** A file in whose folder the program may look for files. */
export interface Place {
  /** Relative to the workspace. */
  readonly path: string;
  readonly startsScripts: boolean;
}

/** Collects what files ask for that a bundle may lack, while they are loaded. */
export class BundleNotes {
  readonly #knownGaps: Readonly<Record<string, string>>;
  readonly #notes = new Map<string, FileNotes>();

  /** @param knownGaps Packages, or files of the app, that are not worth a note, with the reason. */
  constructor(knownGaps: Readonly<Record<string, string>>) {
    this.#knownGaps = knownGaps;
  }

  clear(): void {
    this.#notes.clear();
  }

  /**
   * Adds what a file asks for, unless the app knows it.
   *
   * @param source The file, with its path relative to the workspace.
   * @param targets What the file names.
   */
  add({ path: file, contents }: SourceFile, { computed, text }: Scan, targets: Targets): void {
    if (this.#isKnown(file)) return;
    const lines = contents.split('\n');
    const numbers = [...computed.map(({ line }) => line), ...findLines(lines, CREATED)];
    const remark = (line: number): Remark => ({ file, line, code: lines[line - 1]?.trim() ?? '' });
    const resolvesMore = packageOf(file) !== undefined || targets.resolved.length === 0;
    const asksForFolder = FOLDER.test(text) || (resolvesMore && RESOLVE.test(text));
    const startsScripts = numbers.length > 0 || STARTER.test(text);
    this.#notes.set(file, {
      computed: numbers.toSorted((a, b) => a - b).map(remark),
      incomplete: findLines(lines, INCOMPLETE).map(remark),
      asksForFolder,
      startsScripts,
      targets,
    });
  }

  /** Lists the places in which the program may look for files: those of the bundled files that ask, and what they name. */
  listPlaces(metafile: Metafile | undefined): readonly Place[] {
    const places = [...this.list(metafile)].flatMap(([file, notes]) => {
      const { asksForFolder, startsScripts, targets } = notes;
      const isOwn = asksForFolder && packageOf(file) !== undefined;
      const named = [...targets.resolved, ...targets.files];
      return [
        ...(isOwn ? [{ path: file, startsScripts }] : []),
        ...named.map((path) => ({ path, startsScripts: false })),
      ];
    });
    const isFile = (path: string): boolean => packageOf(path) !== undefined || !SOURCE.test(path);
    return places.filter(({ path }) => isFile(path) && !this.#isKnown(path));
  }

  /** Lists the scripts of the app that the program may start by their paths, relative to the workspace. */
  listScripts(metafile: Metafile | undefined): readonly string[] {
    const bundled = listBundled(metafile);
    const named = [...this.list(metafile).values()].flatMap(({ targets }) => [
      ...targets.files,
      ...targets.resolved.filter((path) => !bundled.has(path)),
    ]);
    return named.filter((path) => packageOf(path) === undefined && SOURCE.test(path));
  }

  /** Lists the modules that the program finds by listing their folder, relative to the workspace. */
  listModules(metafile: Metafile | undefined): readonly string[] {
    const found = [...this.list(metafile).values()].flatMap(({ targets }) => targets.listed);
    return [...new Set(found)].toSorted();
  }

  /** Tells whether the bundle loads modules by names that only the running program knows. */
  loadsByName(metafile: Metafile | undefined): boolean {
    return [...this.list(metafile).values()].some(({ computed }) => computed.length > 0);
  }

  /**
   * Adds what the program has, so that a file that looks for it is not worth a note.
   *
   * @param names Folders of packages, and declarations and files of the app.
   */
  provide(names: readonly string[]): void {
    const hasOwn = names.some((name) => packageOf(name) === undefined);
    for (const [file, notes] of this.#notes) {
      const folder = packageFolderOf(file);
      const isProvided = folder === undefined ? hasOwn : names.includes(folder);
      if (isProvided) this.#notes.set(file, { ...notes, asksForFolder: false });
    }
  }

  #isKnown(file: string): boolean {
    return Object.hasOwn(this.#knownGaps, packageOf(file) ?? file);
  }

  /** The notes on files with bytes in the bundle. */
  list(metafile: Metafile | undefined): ReadonlyMap<string, FileNotes> {
    return new Map(
      [...listBundled(metafile)].flatMap((file) => {
        const notes = this.#notes.get(file);
        return notes === undefined ? [] : [[file, notes] as const];
      }),
    );
  }
}

const NO_COMMENT = String.raw`^(?!\s*(?://|/?\*)).*`;
const CREATED = new RegExp(String.raw`${NO_COMMENT}\bcreateRequire\(`);

/** esbuild bundles each file that such a template may name, and finds it by its whole name only. */
const INCOMPLETE = new RegExp(
  String.raw`${NO_COMMENT}\brequire\(\s*${'`'}\.{1,2}/[^${'`'}]*\}${'`'}\s*\)`,
);

/** The numbers of the lines, from 1, with a text. */
function findLines(lines: readonly string[], wanted: RegExp): readonly number[] {
  return lines.flatMap((line, index) => (wanted.test(line) ? [index + 1] : []));
}

/** Its own path, as a file asks for it once esbuild has replaced the names of Node. */
const FOLDER = new RegExp(
  String.raw`\b${PLACE}\.(?:dirname|filename|meta\.(?:dirname|filename|url))\b`,
);

/** A path, by a name that is no literal unless the targets have it. */
const RESOLVE = new RegExp(String.raw`\b${PLACE}\.(?:meta|require)\.resolve\b`);

/** Modules of Node that start a script by its path. */
const STARTER = /\b(?:worker_threads|child_process|cluster)\b/;
