import type { Metafile } from 'esbuild';
import { planNesting } from './plan-nesting.ts';

type Imports = Readonly<Record<string, readonly string[]>>;

/** A metafile of modules and what they import: `+name` by import(), `-name` from outside of the bundle. */
function describeModules(modules: Imports): Pick<Metafile, 'inputs'> {
  const inputs = Object.entries(modules).map(([key, imports]) => [
    key,
    {
      bytes: 1,
      imports: imports.map((text) => ({
        path: text.replace(/^[+-]/, ''),
        kind: text.startsWith('+') ? 'dynamic-import' : 'import-statement',
        external: text.startsWith('-'),
      })),
    },
  ]);
  return { inputs: Object.fromEntries(inputs) as Metafile['inputs'] };
}

describe('planNesting()', () => {
  const plan = (modules: Imports): Readonly<Record<string, readonly string[]>> =>
    Object.fromEntries(
      planNesting(describeModules(modules), 'main').map(({ head, modules: found }) => [
        head,
        [...found].toSorted(),
      ]),
    );

  it.each<{ what: string; modules: Imports; nests: Imports }>([
    { what: 'a program without import()', modules: { main: ['a'], a: [] }, nests: {} },
    {
      what: 'what only an import() reaches, with all that it imports',
      modules: { main: ['+a'], a: ['b'], b: ['c'], c: [] },
      nests: { a: ['a', 'b', 'c'] },
    },
    {
      what: 'not what a start loads, too',
      modules: { main: ['+a', 'b'], a: ['b', 'c'], b: [], c: [] },
      nests: { a: ['a', 'c'] },
    },
    {
      what: 'not what two import() reach',
      modules: { main: ['+a', '+b'], a: ['both', 'one'], b: ['both'], both: [], one: [] },
      nests: { a: ['a', 'one'], b: ['b'] },
    },
    {
      what: 'not a module that a start loads, though import() names it',
      modules: { main: ['+a', 'b'], a: ['c'], b: ['a'], c: [] },
      nests: {},
    },
    {
      what: 'a module that several import() name',
      modules: { main: ['+a', 'b'], b: ['+a'], a: ['c'], c: [] },
      nests: { a: ['a', 'c'] },
    },
    {
      what: 'one nest in another, also of what two modules in it share',
      modules: { main: ['+a'], a: ['+b', '+c'], b: ['both'], c: ['both'], both: [] },
      nests: { a: ['a', 'b', 'both', 'c'], b: ['b'], c: ['c'] },
    },
    {
      what: 'a circle',
      modules: { main: ['+a'], a: ['b'], b: ['a', '+a'] },
      nests: { a: ['a', 'b'] },
    },
    {
      what: 'a circle that has two ways in',
      modules: { main: ['+a', '+b'], a: ['b'], b: ['a'] },
      nests: {},
    },
    {
      what: 'nothing from outside of the bundle',
      modules: { main: ['+a'], a: ['-node:fs', '+gone'] },
      nests: { a: ['a'] },
    },
    {
      what: 'not the entry point, which a module imports',
      modules: { main: ['+a'], a: ['+main'] },
      nests: { a: ['a'] },
    },
    {
      what: 'nothing of modules that nothing imports',
      modules: { main: [], a: ['+b'], b: [] },
      nests: {},
    },
  ])('finds $what', ({ modules, nests }) => {
    expect(plan(modules)).toEqual(nests);
  });

  it('gives the same for a chain of many modules', () => {
    const chain = Array.from({ length: 2_000 }, (_, index) => [`m${index}`, [`m${index + 1}`]]);
    const modules = { ...(Object.fromEntries(chain) as Imports), main: ['+m0'], m2000: [] };
    expect(plan(modules)['m0']).toHaveLength(2_001);
  });
});
