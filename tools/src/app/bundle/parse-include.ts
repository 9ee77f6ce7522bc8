import { normalize } from 'node:path/posix';

/** Files that an app declares. All paths are relative to the workspace, without a slash at the ends. */
export interface Inclusion {
  /** As declared, for messages. */
  readonly text: string;
  /** Path of the file that declares it. */
  readonly declaredIn: string;
  /** Folder that `pattern` is relative to. */
  readonly folder: string;
  /** A glob, a file or a folder. */
  readonly pattern: string;
  readonly ignore: readonly string[];
  /** Where `folder` is below the folder of the app file. */
  readonly output: string;
}

/** A file, folder or glob, or an asset of Nx; the configuration is checked against this shape. */
export type IncludeEntry = string | Asset;

/** @see https://nx.dev/docs/technologies/build-tools/esbuild "assets" */
interface Asset {
  readonly input: string;
  readonly glob: string;
  readonly output: string;
  readonly ignore?: string | readonly string[];
}

/**
 * Parses the option `include`.
 *
 * @param declaredIn Path of the file that declares it, relative to the workspace.
 */
export function parseInclude(
  entries: readonly IncludeEntry[],
  declaredIn: string,
): readonly Inclusion[] {
  return entries.map((entry) => {
    const paths = typeof entry === 'string' ? parseText(entry, declaredIn) : parseAsset(entry);
    return { ...paths, declaredIn, text: JSON.stringify(entry) };
  });
}

type Paths = Omit<Inclusion, 'text' | 'declaredIn'>;

/** A file, folder or glob has the same place in the workspace and below the app file. */
function parseText(entry: string, declaredIn: string): Paths {
  const folder = declaredIn.split('/').slice(0, -1).join('/');
  return { folder, pattern: parsePath(entry), ignore: [], output: folder };
}

function parseAsset({ input, glob, output, ignore = [] }: Asset): Paths {
  return {
    folder: parsePath(input),
    pattern: parsePath(glob),
    ignore: [ignore].flat().map(parsePath),
    output: parsePath(output),
  };
}

function parsePath(path: string): string {
  return normalize(path).replace(/^\.$|^\.\/|\/$/g, '');
}
