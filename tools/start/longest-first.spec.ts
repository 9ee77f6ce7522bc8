import { globSync } from 'node:fs';
import { join } from 'node:path';
import { LONGEST, putLongestFirst } from './longest-first.mjs';

describe('longest-first.mjs', () => {
  it('names existing specs', () => {
    const cwd = join(import.meta.dirname, '../..');
    const specs = globSync('{apps,libs,tools}/**/*.spec.ts', { cwd, exclude: ['**/node_modules'] });
    const found = LONGEST.map((end) => specs.filter((path) => `/${path}`.endsWith(end)));
    expect(found).toEqual(LONGEST.map((): unknown => [expect.any(String)]));
  });

  it('puts what it names first, in its order, and keeps the order of the others', () => {
    const [first = '', second = ''] = LONGEST.map((end) => `/work${end}`);
    const paths = ['/large.spec.ts', second, '/small.spec.ts', first];
    const sorted = putLongestFirst(paths.map((path) => ({ path })));
    expect(sorted.map(({ path }) => path)).toEqual([
      first,
      second,
      '/large.spec.ts',
      '/small.spec.ts',
    ]);
  });
});
