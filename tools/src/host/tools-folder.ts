import { extname, join } from 'node:path';

/** Folder of this package: `tools` of this workspace, or the one that is installed in another. */
export const TOOLS_FOLDER = join(import.meta.dirname, '../..');

/** The installed package contains JavaScript, this workspace TypeScript. */
const EXTENSION = extname(import.meta.filename);

/**
 * Returns the path of one of our modules that is read as a source, not imported.
 *
 * @param folder Folder of the module: `import.meta.dirname` of its neighbour.
 * @param name File name without extension.
 */
export function sourcePath(folder: string, name: string): string {
  return join(folder, `${name}${EXTENSION}`);
}
