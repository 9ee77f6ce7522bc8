import { basename, extname, join } from 'node:path';

/** The part of a target of Nx that says where its outputs are. */
export interface BuildTarget {
  readonly outputs?: readonly string[];
  readonly options?: Readonly<Record<string, unknown>>;
}

export interface TargetOwner {
  readonly name: string;
  /** Relative to the workspace. */
  readonly folder: string;
  /** The file that starts the sources, if it is known. */
  readonly main?: string | undefined;
}

const STEMS = ['main', 'index', 'server', 'app'];
const EXTENSIONS = ['.js', '.cjs', '.mjs'];

/**
 * Lists the files that may start the output of a target, the likeliest first, relative to the workspace. What
 * a target writes depends on its bundler: an output is a folder or a file.
 */
export function listBuiltMains(target: BuildTarget, owner: TargetOwner): readonly string[] {
  const { outputPath, outputFileName } = target.options ?? {};
  const outputs = [outputPath, ...(target.outputs ?? [])]
    .map((output) => resolveOutput(output, target, owner))
    .filter((output) => output !== undefined);
  const own = owner.main && basename(owner.main, extname(owner.main));
  const stems = new Set([...(own ? [own] : []), ...STEMS]);
  const names = [
    ...(typeof outputFileName === 'string' ? [outputFileName] : []),
    ...[...stems].flatMap((stem) => EXTENSIONS.map((extension) => `${stem}${extension}`)),
  ];
  return [...new Set(outputs.flatMap((output) => listIn(output, names)))];
}

function listIn(output: string, names: readonly string[]): readonly string[] {
  return EXTENSIONS.includes(extname(output)) ? [output] : names.map((name) => join(output, name));
}

/** Replaces the tokens of Nx; undefined for a pattern, and for an option that the target lacks. */
function resolveOutput(
  output: unknown,
  { options = {} }: BuildTarget,
  { name, folder }: TargetOwner,
): string | undefined {
  if (typeof output !== 'string') return undefined;
  const resolved = output
    .replace(/\{options\.(\w+)\}/g, (token, option: string) => {
      const value = options[option];
      return typeof value === 'string' ? value : token;
    })
    .replaceAll('{workspaceRoot}/', '')
    .replaceAll('{projectRoot}', folder)
    .replaceAll('{projectName}', name);
  return /[{*!]/.test(resolved) ? undefined : join(resolved);
}
