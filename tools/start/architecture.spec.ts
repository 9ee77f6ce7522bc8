import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUILDINGS, findTrespass } from './rooms.mjs';

const workspace = join(import.meta.dirname, '../..');
const page = readFileSync(join(workspace, 'ARCHITECTURE.md'), 'utf8');
const buildings = Object.entries(BUILDINGS).map(([building, rooms]) => ({ building, rooms }));

/** The first column of the table under the heading of a building. */
function readTable(building: string): readonly string[] {
  const [, section = ''] = page.split(`\n### ${building}\n`);
  const [table = ''] = section.split('\n#');
  return [...table.matchAll(/^\| `([a-z-]+)`/gm)].map(([, room = '']) => room);
}

/** The relative imports of each TypeScript file, types and later imports included. */
function readImports(folder: string): ReadonlyMap<string, readonly string[]> {
  const files = globSync(`${folder}/**/*.{ts,tsx}`, { cwd: workspace, exclude: ['**/out-tsc/**'] });
  return new Map(
    files.map((file) => {
      const text = readFileSync(join(workspace, file), 'utf8');
      const found = text.matchAll(/(?:\bfrom |\bimport\(|^import )\s*'(\.[^']+)'/gm);
      return [file, [...found].map(([, specifier = '']) => specifier)];
    }),
  );
}

/** The first circle of imports, as the files along it; empty if there is none. */
function findCircle(imports: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const cleared = new Set<string>();
  function visit(file: string, path: readonly string[]): readonly string[] {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (cleared.has(file)) return [];
    for (const specifier of imports.get(file) ?? []) {
      const circle = visit(join(file, '..', specifier), [...path, file]);
      if (circle.length > 0) return circle;
    }
    cleared.add(file);
    return [];
  }
  for (const file of imports.keys()) {
    const circle = visit(file, []);
    if (circle.length > 0) return circle;
  }
  return [];
}

describe.each(buildings)('the rooms of $building', ({ building, rooms }) => {
  const imports = readImports(building.replace('/src', ''));

  it('are those of the table in ARCHITECTURE.md, in its order', () => {
    expect(readTable(building)).toEqual(rooms);
    const files = globSync('*/**/*.ts', { cwd: join(workspace, building) });
    const folders = new Set(files.map((path) => path.split('/')[0]));
    expect([...folders].toSorted()).toEqual(rooms.toSorted());
  });

  it('import only rooms above them', () => {
    const all = [...imports].flatMap(([file, specifiers]) =>
      specifiers.map((specifier) => [file, specifier] as const),
    );
    expect(all.length).toBeGreaterThan(500);
    const trespasses = all.map(([file, specifier]) => {
      const trespass = findTrespass(file, specifier);
      return trespass === undefined ? undefined : `${file}: ${trespass}`;
    });
    expect(trespasses.filter((trespass) => trespass !== undefined)).toEqual([]);
  });

  it('have no circle of files', () => {
    expect(findCircle(imports)).toEqual([]);
  });
});

describe('findTrespass()', () => {
  it.each([
    ['libs/server/src/http/a.ts', '../files/b.ts', 'http must not import files, which stands'],
    ['libs/server/src/http/a/b.ts', '../../program/b.ts', 'http must not import program'],
    ['libs/server/src/http/a.spec.ts', '../program/b.ts', 'http must not import program'],
    ['libs/server/src/http/a.ts', '../../testing/b.ts', 'imports only itself and packages'],
    ['libs/server/src/http/a.ts', '../index.ts', 'which stands below every room'],
    ['libs/server/src/http/a.ts', '../../../../tools/src/host/b.ts', 'imports only itself'],
    ['tools/src/formats/tar.ts', '../node/b.ts', 'formats must not import node'],
  ])('stops %s at %s', (importer, specifier, message) => {
    expect(findTrespass(importer, specifier)).toContain(message);
  });

  it.each([
    ['libs/server/src/http/a.ts', './b.ts'],
    ['libs/server/src/http/a.ts', '../config/b.ts'],
    ['libs/server/src/http/a.ts', 'express'],
    ['libs/server/src/http/a.spec.ts', '../../testing/b.ts'],
    ['libs/server/testing/a.ts', '../src/program/b.ts'],
    ['libs/server/src/index.ts', './program/run-server.ts'],
  ])('lets %s import %s', (importer, specifier) => {
    expect(findTrespass(importer, specifier)).toBeUndefined();
  });
});
