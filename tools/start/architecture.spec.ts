import { globSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

const workspace = join(import.meta.dirname, '../..');
const page = readFileSync(join(workspace, 'ARCHITECTURE.md'), 'utf8');

/** The plain names of folders in a cell, without those that have a path. */
const namesIn = (cell = ''): readonly string[] =>
  [...cell.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name ?? '');

/** The table under the heading of a folder. */
function readRows(source: string) {
  const [, section = ''] = page.split(`\n### ${source}\n`);
  const [table = ''] = section.split('\n### ');
  return table
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, folders]) => /^`[a-z-]+`/.test(folders ?? ''))
    .map(([, folders, , imports]) => ({ folders: namesIn(folders), allowed: namesIn(imports) }));
}

/** Folders that the files of one import from, later imports too, specs and fixtures left out. */
function findImports(folder: string): readonly string[] {
  const files = globSync('**/*.ts', { cwd: folder });
  const sources = files.filter((file) => !/\.(spec|fixture)\.ts$/.test(file));
  const found = sources.flatMap((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    const paths = [...text.matchAll(/(?:from |import\()'(\.[^']+)'/g)].map(([, path = '']) => path);
    // As from the folder's parent: `config/setting.ts` is the file of another folder.
    return paths.map((path) => join(basename(folder), dirname(file), path).split('/')[0] ?? '');
  });
  return [...new Set(found)].filter((name) => name !== basename(folder) && !name.includes('.'));
}

describe.each(['libs/server/src', 'tools/src'])('ARCHITECTURE.md on %s', (source) => {
  const rows = readRows(source);
  const root = join(workspace, source);

  it('has each folder in one row', () => {
    const folders = globSync('*/', { cwd: root }).map((path) => path.replace('/', ''));
    expect(rows.flatMap((row) => row.folders).toSorted()).toEqual(folders.toSorted());
  });

  it.each(rows)('lets $folders import what they do, and no more', ({ folders, allowed }) => {
    const imported = folders.flatMap((folder) => findImports(join(root, folder)));
    const found = imported.filter((name) => !folders.includes(name));
    expect([...new Set(found)].toSorted()).toEqual(allowed.toSorted());
  });
});
