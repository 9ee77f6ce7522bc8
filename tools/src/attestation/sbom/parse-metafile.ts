import { Fault } from '../../host/faults/fault.ts';

/** Which files are in a bundle, and which each of them imports. Paths are relative to the workspace. */
export interface BundledFiles {
  /** The file that starts the app. */
  readonly entryPath: string;
  /** Those that have bytes in the bundle. */
  readonly paths: readonly string[];
  /** Of every file that was looked at, in the bundle or not. */
  readonly importsOf: ReadonlyMap<string, readonly string[]>;
}

interface Metafile {
  readonly inputs: Readonly<Record<string, { readonly imports: readonly Import[] }>>;
  readonly outputs: Readonly<Record<string, Output>>;
}

interface Output {
  /** Missing where the output is not that of an entry point, as a source map is none. */
  readonly entryPoint?: string;
  readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
}

interface Import {
  readonly path: string;
  /** Not bundled: a module of Node. */
  readonly external?: boolean;
}

/**
 * Reads what esbuild writes of a bundle. A file of which tree shaking has left nothing is not in it.
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
  return {
    entryPath,
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

/** A plugin's own module has the namespace of the plugin before its path, as `deferred:` has. */
function stripNamespace(path: string): string {
  return path.replace(/^[a-z-]+:/, '');
}

/** A file and its deferred stand-in have one path. */
function mergeEntries(
  entries: readonly (readonly [string, readonly string[]])[],
): ReadonlyMap<string, readonly string[]> {
  const merged = new Map<string, readonly string[]>();
  for (const [path, imports] of entries)
    merged.set(path, [...(merged.get(path) ?? []), ...imports]);
  return merged;
}
