import type { Metafile } from 'esbuild';
import { PLACE } from './edit-source.ts';
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

/** What a file asks for that a bundle may lack. */
export interface FileNotes {
  /** Requests of modules that only the running program can name. */
  readonly computed: readonly Remark[];
  readonly asksForFolder: boolean;
  /** Paths of the modules and files that it names in require.resolve(), import.meta.resolve() and new URL(). */
  readonly targets: readonly string[];
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
   * @param targets What the file resolves, relative to the workspace.
   */
  add(
    { path: file, contents }: SourceFile,
    { computed, text }: Scan,
    targets: readonly string[],
  ): void {
    if (this.#isKnown(file)) return;
    const lines = contents.split('\n');
    const created = lines.flatMap((line, index) =>
      /^(?!\s*(?:\/\/|\/?\*)).*\bcreateRequire\(/.test(line) ? [index + 1] : [],
    );
    const numbers = [...computed.map(({ line }) => line), ...created];
    const remarks = numbers
      .toSorted((a, b) => a - b)
      .map((line) => ({ file, line, code: lines[line - 1]?.trim() ?? '' }));
    const asksForFolder = FOLDER.test(text);
    this.#notes.set(file, { computed: remarks, asksForFolder, targets });
  }

  /** Paths of the files that are, or resolve, a place in which the program may look for files. */
  listPlaces(metafile: Metafile | undefined): readonly string[] {
    const asking = [...this.list(metafile)].filter(([, { asksForFolder }]) => asksForFolder);
    const packages = asking.filter(([file]) => packageOf(file) !== undefined);
    const targets = asking.flatMap(([, found]) => found.targets);
    const own = targets.filter((path) => packageOf(path) !== undefined || !SOURCE.test(path));
    return [...new Set([...packages.map(([file]) => file), ...own])].filter(
      (path) => !this.#isKnown(path),
    );
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
    const bundles = Object.values(metafile?.outputs ?? {}).filter(({ entryPoint }) => entryPoint);
    const inputs = bundles.flatMap((output) => Object.entries(output.inputs));
    const bundled = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    return new Map(
      bundled.flatMap(([file]) => {
        const notes = this.#notes.get(file);
        return notes === undefined ? [] : [[file, notes] as const];
      }),
    );
  }
}

/** Its own path, as a file asks for it once esbuild has replaced the names of Node. */
const FOLDER = new RegExp(
  String.raw`\b${PLACE}\.(?:dirname|filename|meta\.(?:dirname|filename|url|resolve)|require\.resolve)\b`,
);
