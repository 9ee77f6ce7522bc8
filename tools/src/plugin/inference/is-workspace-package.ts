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

function toExpression(pattern: string): RegExp {
  const trimmed = pattern.replace(/^\.\//, '').replace(/\/(?:package\.json)?$/, '');
  const source = trimmed
    .split(/(\*\*\/?|\*)/)
    .map((part) => {
      if (part.startsWith('**')) return '(?:.*)';
      return part === '*' ? '[^/]*' : part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
    })
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
    : ((workspaces as { readonly packages?: unknown } | undefined)?.packages ?? []);
  const [, packages = ''] =
    /^packages:[ \t]*\n((?:[ \t]*(?:-.*|#.*)?\n?)*)/m.exec(pnpmWorkspace) ?? [];
  const ofPnpm = [...packages.matchAll(/^[ \t]*-[ \t]*['"]?([^'"#\n]+?)['"]?[ \t]*$/gm)];
  const own = Array.isArray(listed) ? listed.filter((entry) => typeof entry === 'string') : [];
  return [...own, ...ofPnpm.map(([, pattern = '']) => pattern)];
}
