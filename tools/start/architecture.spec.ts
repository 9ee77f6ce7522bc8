import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const tools = join(import.meta.dirname, '..');
const page = readFileSync(join(tools, '../ARCHITECTURE.md'), 'utf8');

/** The plain names of folders in a cell, without those that have a path. */
const namesIn = (cell = ''): readonly string[] =>
  [...cell.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name ?? '');

const rows = page
  .split('\n')
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .filter(([, folders]) => /^`[a-z-]+`/.test(folders ?? ''))
  .map(([, folders, , imports]) => ({ folders: namesIn(folders), allowed: namesIn(imports) }));

/** Folders of tools/src that the files of one import from, specs and fixtures left out. */
function findImports(folder: string): readonly string[] {
  const files = globSync(`src/${folder}/**/*.ts`, { cwd: tools });
  const texts = files
    .filter((file) => !/\.(spec|fixture)\.ts$/.test(file))
    .map((file) => readFileSync(join(tools, file), 'utf8'));
  const found = texts.flatMap((text) => [...text.matchAll(/from '(?:\.\.\/)+([a-z-]+)\//g)]);
  return [...new Set(found.map(([, name]) => name ?? ''))];
}

describe('ARCHITECTURE.md', () => {
  it('has each folder of tools/src in one row', () => {
    const folders = globSync('src/*', { cwd: tools }).map((path) => path.slice('src/'.length));
    expect(rows.flatMap((row) => row.folders).toSorted()).toEqual(folders.toSorted());
  });

  it.each(rows)('lets $folders import what they do, and no more', ({ folders, allowed }) => {
    const found = folders.flatMap(findImports).filter((name) => !folders.includes(name));
    expect([...new Set(found)].toSorted()).toEqual(allowed.toSorted());
  });
});
