/** The installed package that a path leads into, such as `@scope/name`; undefined outside `node_modules`. */
export function packageOf(path: string): string | undefined {
  const segments = path.split('/');
  const index = segments.lastIndexOf('node_modules');
  return index < 0 ? undefined : packageNameOf(segments.slice(index + 1).join('/'));
}

/** The folder of the installed package that a path leads into; undefined outside `node_modules`. */
export function packageFolderOf(path: string): string | undefined {
  const name = packageOf(path);
  const above = path.slice(0, path.lastIndexOf('node_modules/'));
  return name === undefined ? undefined : `${above}node_modules/${name}`;
}

/** The package in a module name: `name` of `name/file`, `@scope/name` of `@scope/name/file`. */
export function packageNameOf(moduleName: string): string {
  return moduleName.split('/', moduleName.startsWith('@') ? 2 : 1).join('/');
}
