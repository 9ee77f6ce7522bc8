import { statSync } from 'node:fs';
import { formatSize } from '../../host/format-size.ts';
import type { External } from './externals.ts';
import type { ProgramFile } from './find-included-files.ts';
import type { FileGroups } from './find-program-files.ts';

/**
 * Renders what the build says about the files of a program: nothing for a program without files.
 *
 * @param modules Modules of the bundle that the program finds by listing their folder.
 */
export function reportFiles(
  groups: FileGroups,
  externals: readonly External[],
  modules: readonly string[],
): readonly string[] {
  const whole = new Set(externals.flatMap(({ folder, needs }) => [folder, ...needs]));
  const others = [...groups].filter(([name]) => !whole.has(name));
  const size = measure(others.flatMap(([, files]) => files));
  const lines = others.map(([name, { length }]) => `${name}  ${length}`);
  const packages = externals.map((external) => renderExternal(groups, external));
  return [
    ...renderSection(`Files that the program can read, ${size}:`, lines),
    ...renderSection('Not bundled, but loaded from files, with all that they need:', packages),
    ...renderSection('Bundled, and found by listing their folder:', modules),
  ];
}

function renderExternal(groups: FileGroups, { folder, needs, reason }: External): string {
  const files = [folder, ...needs].flatMap((name) => groups.get(name) ?? []);
  return `${folder}  ${measure(files)}, ${reason}`;
}

function measure(files: readonly ProgramFile[]): string {
  const sources = new Set(files.map(({ source }) => source));
  return formatSize([...sources].reduce((sum, source) => sum + statSync(source).size, 0));
}

function renderSection(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}
