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

export const INCLUDE_EXPECTED =
  'files, folders and globs below the folder of that file, or assets of Nx below the workspace, such as ["views", "public/**", { "input": "libs/pages", "glob": "**/*.html", "output": "pages" }]';

/** Creates the error about a declaration. */
type Refuse = (found: unknown) => Error;

/**
 * Parses the option `include`.
 *
 * @param declaredIn Path of the file that declares it, relative to the workspace.
 * @param refuse The error to throw.
 */
export function parseInclude(
  value: unknown,
  declaredIn: string,
  refuse: Refuse,
): readonly Inclusion[] {
  if (!Array.isArray(value)) throw refuse(value);
  return value.map((entry: unknown) => {
    const parse = (path: unknown): string => parsePath(path) ?? raise(refuse(entry));
    const paths = isAsset(entry) ? parseAsset(entry, parse) : parseText(entry, declaredIn, parse);
    return { ...paths, declaredIn, text: JSON.stringify(entry) };
  });
}

function raise(error: Error): never {
  throw error;
}

type Paths = Omit<Inclusion, 'text' | 'declaredIn'>;

/** A file, folder or glob has the same place in the workspace and below the app file. */
function parseText(entry: unknown, declaredIn: string, parse: (path: unknown) => string): Paths {
  const folder = parse(declaredIn.split('/').slice(0, -1).join('/'));
  return { folder, pattern: parse(entry), ignore: [], output: folder };
}

/** @see https://nx.dev/docs/technologies/build-tools/esbuild "assets" */
interface Asset {
  readonly input?: unknown;
  readonly glob?: unknown;
  readonly output?: unknown;
  readonly ignore?: unknown;
}

function isAsset(entry: unknown): entry is Asset {
  return typeof entry === 'object' && entry !== null;
}

function parseAsset(asset: Asset, parse: (path: unknown) => string): Paths {
  const { input, glob, output, ignore = [] } = asset;
  const ignored: readonly unknown[] = Array.isArray(ignore) ? ignore : [ignore];
  return {
    folder: parse(input),
    pattern: parse(glob),
    ignore: ignored.map(parse),
    output: parse(output),
  };
}

/** Undefined for what is no path, and for a path that leaves its folder. */
function parsePath(path: unknown): string | undefined {
  if (typeof path !== 'string' || path.startsWith('/')) return undefined;
  const parsed = normalize(path).replace(/^\.$|^\.\/|\/$/g, '');
  return parsed.split('/').includes('..') ? undefined : parsed;
}
