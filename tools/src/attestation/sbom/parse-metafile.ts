import { Fault } from '../../host/faults/fault.ts';

/** The files of a bundle and their imports. Paths are relative to the workspace. */
export interface BundledFiles {
  /** The file that starts the app. */
  readonly entryPath: string;
  /** Files with bytes in the bundle. */
  readonly paths: readonly string[];
  /** Imports of every file that esbuild read, whether or not it is in the bundle. */
  readonly importsOf: ReadonlyMap<string, readonly string[]>;
  /** The ready folder that the program is; undefined for a bundle. */
  readonly tree: string | undefined;
}

interface Metafile {
  readonly inputs: Readonly<Record<string, { readonly imports: readonly Import[] }>>;
  readonly outputs: Readonly<Record<string, Output>>;
}

interface Output {
  /** Missing for an output without an entry point, such as a source map. */
  readonly entryPoint?: string;
  /** Ours: see `describe-tree.ts`. */
  readonly tree?: string;
  readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
}

interface Import {
  readonly path: string;
  /** Not bundled: a module of Node. */
  readonly external?: boolean;
}

/**
 * Parses esbuild's metafile of a bundle. A file that tree shaking removed completely is not in it.
 *
 * @throws {Fault} `METAFILE_FORMAT`
 * @see https://esbuild.github.io/api/#metafile
 */
export function parseMetafile(text: string, path: string): BundledFiles {
  const { inputs, outputs } = parseJson(text, path);
  const [entryPath] = Object.values(outputs).flatMap(({ entryPoint = [] }) => entryPoint);
  if (entryPath === undefined) throw new Fault('METAFILE_FORMAT', { path, cause: 'no entryPoint' });
  const bundled = Object.values(outputs).flatMap((output) =>
    Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0),
  );
  const importsOf = Object.entries(inputs).map(([name, { imports }]) => {
    const inside = imports.filter(({ external }) => external !== true);
    return [stripNamespace(name), inside.map((found) => stripNamespace(found.path))] as const;
  });
  const [tree] = Object.values(outputs).flatMap((output) => output.tree ?? []);
  return {
    tree,
    entryPath: stripNamespace(entryPath),
    paths: [...new Set(bundled.map(([name]) => stripNamespace(name)))],
    importsOf: mergeEntries(importsOf),
  };
}

function parseJson(text: string, path: string): Metafile {
  try {
    const metafile = JSON.parse(text) as Partial<Metafile> | null;
    if (typeof metafile?.inputs !== 'object') throw new TypeError('no inputs');
    if (typeof metafile.outputs !== 'object') throw new TypeError('no outputs');
    return metafile as Metafile;
  } catch (cause) {
    throw new Fault('METAFILE_FORMAT', { path, cause: (cause as Error).message }, { cause });
  }
}

/** Modules of a plugin have its namespace before their path, such as `deferred:`. */
function stripNamespace(path: string): string {
  return path.replace(/^[a-z-]+:/, '');
}

/** Merges the entries of a file and its deferred stand-in, which have the same path. */
function mergeEntries(
  entries: readonly (readonly [string, readonly string[]])[],
): ReadonlyMap<string, readonly string[]> {
  const merged = new Map<string, readonly string[]>();
  for (const [path, imports] of entries)
    merged.set(path, [...(merged.get(path) ?? []), ...imports]);
  return merged;
}
