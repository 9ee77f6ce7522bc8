import {
  applyEdits,
  isAmbiguous,
  planEdit,
  planPropertyEdit,
  prepend,
  unifyRequire,
} from './edit-source.ts';

describe('unifyRequire()', () => {
  it.each([
    ['#!/usr/bin/env node\nf();', '///usr/bin/env node\nf();'],
    ['const require = createRequire(import.meta.url);', 'void 0;'],
    ['var require = module_1.createRequire(__filename)\nf()', 'void 0\nf()'],
    ['f();const require=createRequire(import.meta.url)\r\nf();', 'f();void 0\r\nf();'],
    [
      '// const require = createRequire(__filename);\nconst require = createRequire(__filename);',
      '// const require = createRequire(__filename);\nvoid 0;',
    ],
    [`module.require('a')`, `require('a')`],
    [`createRequire(import.meta.url).resolve('a')`, `require.resolve('a')`],
    [`f(module_1.createRequire( __filename )('a'))`, `f(require('a'))`],
  ])('rewrites %j', (contents, expected) => {
    expect(unifyRequire(contents)).toBe(expected);
  });

  it.each([
    'export const require = createRequire(import.meta.url);',
    'const require = createRequire(import.meta.url), b = 2;',
    'const load = createRequire(import.meta.url);',
    `createRequire(import.meta.url)`,
    `createRequire(new URL('a', import.meta.url)).resolve('a')`,
    `a.module.createRequire(import.meta.url)('a')`,
    `function require() {} createRequire(import.meta.url)('a')`,
    'module.requires(1)',
    `loader.module.require('a')`,
    `$module.require('a')`,
  ])('leaves %j', (contents) => {
    expect(unifyRequire(contents)).toBe(contents);
  });
});

describe('applyEdits()', () => {
  const at = (line: number, column: number) => ({ keyword: 'require', line, column }) as const;

  it('counts bytes, and keeps the lines', () => {
    const contents = `f();\n'\u20ac', require(a), require(b);\r\ng();`;
    expect(applyEdits(contents, [at(2, 7), at(2, 19)].map(planEdit))).toBe(
      `f();\n'\u20ac', __place.require(a), __place.require(b);\r\ng();`,
    );
  });

  it('names the property that { require } is', () => {
    expect(applyEdits('f({ require })', [planPropertyEdit(at(1, 4))])).toBe(
      'f({ require:__place.require })',
    );
  });

  it.each([
    ['f({ require })', 4, true],
    ['f([1, require, 2])', 6, true],
    ['  require,', 2, true],
    ['f(require)', 2, false],
    ['a = require;', 4, false],
  ])('of %j, leaves the choice to a parser: %d, %s', (contents, column, expected) => {
    expect(isAmbiguous(contents, at(1, column))).toBe(expected);
  });
});

describe('prepend()', () => {
  it.each([
    [`f();`, `S;f();`],
    [`'use strict'\nf();`, `"use strict";S;'use strict'\nf();`],
    [`/* a */ // b\n"use strict";`, `"use strict";S;/* a */ // b\n"use strict";`],
    [`f('use strict');`, `S;f('use strict');`],
  ])('puts a statement before %j', (contents, expected) => {
    expect(prepend('S;', contents)).toBe(expected);
  });

  it('reads a long licence only once', () => {
    const licence = '// words // and words /* of a licence */\n'.repeat(10_000);
    expect(prepend('S;', `${licence}f();`)).toBe(`S;${licence}f();`);
  });
});
