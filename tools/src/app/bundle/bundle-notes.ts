import type { Metafile } from 'esbuild';
import { PLACE } from './edit-source.ts';
import { packageOf } from './package-of.ts';
import type { SourceFile } from './read-source.ts';
import type { Scan } from './scan-source.ts';

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
   */
  add({ path: file, contents }: SourceFile, { computed, text }: Scan): void {
    if (Object.hasOwn(this.#knownGaps, packageOf(file) ?? file)) return;
    const lines = contents.split('\n');
    const created = lines.flatMap((line, index) =>
      /^(?!\s*(?:\/\/|\/?\*)).*\bcreateRequire\(/.test(line) ? [index + 1] : [],
    );
    const numbers = [...computed.map(({ line }) => line), ...created];
    const remarks = numbers
      .toSorted((a, b) => a - b)
      .map((line) => ({ file, line, code: lines[line - 1]?.trim() ?? '' }));
    const asksForFolder = FOLDER.test(text);
    this.#notes.set(file, { computed: remarks, asksForFolder });
  }

  /** The notes on files with bytes in the bundle. */
  list(metafile: Metafile | undefined): ReadonlyMap<string, FileNotes> {
    const inputs = Object.values(metafile?.outputs ?? {}).flatMap((output) =>
      Object.entries(output.inputs),
    );
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
