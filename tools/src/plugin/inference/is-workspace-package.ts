import { createRequire } from 'node:module';

/**
 * Tells whether Nx takes a folder with a package.json for a project: those that the workspaces of the package
 * manager name. Another one, such as a fixture, would become a project without a name.
 *
 * @param patterns `workspaces` of package.json or `packages` of pnpm-workspace.yaml.
 */
export function isWorkspacePackage(folder: string, patterns: readonly string[]): boolean {
  const matches = (pattern: string): boolean => toExpression(pattern).test(folder);
  const [excluding, including] = [true, false].map((isNegative) =>
    patterns.filter((pattern) => pattern.startsWith('!') === isNegative),
  );
  return (
    (including ?? []).some(matches) &&
    !(excluding ?? []).some((pattern) => matches(pattern.slice(1)))
  );
}

/** What the parts of a pattern match; a part that is not here stands for itself. */
const PARTS: Readonly<Record<string, string>> = {
  '**/': '(?:.*/)?',
  '/**': '(?:/.*)?',
  '*': '[^/]*',
  '?': '[^/]',
  '{': '(?:',
  ',': '|',
  '}': ')',
};

function toExpression(pattern: string): RegExp {
  const trimmed = pattern.replace(/^\.\//, '').replace(/\/(?:package\.json)?$/, '');
  const source = trimmed
    .split(/(\*\*\/|\/\*\*|[*?{},])/)
    .map((part) => PARTS[part] ?? part.replace(/[.+^$()|[\]\\]/g, '\\$&'))
    .join('');
  return new RegExp(`^${source}$`);
}

/** Parses what the package managers' files say; neither file needs to be there. */
export function parseWorkspaces(
  manifest: { readonly workspaces?: unknown },
  pnpmWorkspace: string,
): readonly string[] {
  const { workspaces } = manifest;
  const listed = Array.isArray(workspaces)
    ? workspaces
    : (workspaces as { readonly packages?: unknown } | undefined)?.packages;
  const lists = [listed, pnpmWorkspace === '' ? [] : parsePnpmWorkspace(pnpmWorkspace)];
  return lists.flatMap((list) =>
    Array.isArray(list) ? list.filter((entry) => typeof entry === 'string') : [],
  );
}

/** A file that is no YAML names none: pnpm reports it. */
function parsePnpmWorkspace(text: string): unknown {
  const { parse } = createRequire(import.meta.url)('yaml') as typeof import('yaml');
  try {
    return (parse(text) as { readonly packages?: unknown } | null)?.packages;
  } catch {
    return [];
  }
}
