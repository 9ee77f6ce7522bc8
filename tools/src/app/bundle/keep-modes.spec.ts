import { Workspace } from './workspace.fixture.ts';

const workspace = new Workspace();
afterAll(() => {
  workspace.remove();
});

const STRICT = '{ "compilerOptions": { "strict": true } }';

describe('CommonJS packages of a program in strict TypeScript', () => {
  beforeAll(() => {
    workspace.write({
      'app/package.json': '{ "type": "module" }',
      'app/tsconfig.json': STRICT,
      'app/main.ts': `import found from 'old'; import { isStrict } from 'strict'; const shown: unknown = found; console.log(shown, isStrict);`,
      'node_modules/strict/index.js': `'use strict'; exports.isStrict = (function () { return this === undefined; })();`,
    });
  });

  it.each([
    {
      name: 'assign to a variable that they do not declare',
      source: `undeclared = 1; module.exports = typeof undeclared;`,
    },
    {
      name: 'assign to a property that is fixed',
      source: `const fixed = Object.freeze({ a: 1 }); fixed.a = 2; module.exports = fixed;`,
    },
    { name: 'use a with statement', source: `with ({ a: 1 }) module.exports = a;` },
    {
      name: 'use the global object as "this"',
      source: `module.exports = (function () { return typeof this; })();`,
    },
    {
      name: 'have two parameters of one name, after a hashbang and a comment',
      source: `#!/usr/bin/env node\n// old\nmodule.exports = (function (a, a) { return a; })(1, 2);`,
    },
  ])('$name as under Node', async ({ source }) => {
    workspace.write({ 'node_modules/old/index.js': source });
    expect(await workspace.run('app/main.ts')).toBe(workspace.runPlain('app/main.ts'));
  });

  it('are strict with the program if all of them are', async () => {
    workspace.write({
      'node_modules/old/index.js': `/* new */ 'use strict'; module.exports = 1;`,
      'app/main.ts': `import old from 'old'; const fixed: { a: number } = Object.freeze({ a: old }); try { fixed.a = 2; } catch (error) { console.log(error instanceof TypeError); }`,
    });
    expect(await workspace.run('app/main.ts')).toBe(workspace.runPlain('app/main.ts'));
  });
});

describe('ES modules', () => {
  const strict = `const fixed = Object.freeze({ a: 1 }); try { fixed.a = 2; console.log('no error'); } catch (error) { console.log(error.name); }`;

  it.each([
    { name: 'in JavaScript', source: strict },
    { name: 'with a top-level await', source: `await 0; ${strict}` },
    { name: 'that import a strict package', source: `import 'strict'; ${strict}` },
    {
      name: 'that require() starts',
      source: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); require('./other.mjs');`,
    },
  ])('are strict: $name', async ({ source }) => {
    workspace.write({ 'main.mjs': source, 'other.mjs': `${strict} export {};` });
    expect(await workspace.run('main.mjs')).toBe(workspace.runPlain('main.mjs'));
  });

  it.each([
    { name: 'one module', source: `import old from 'old'; console.log(old);` },
    {
      name: 'one with a top-level await',
      source: `import old from 'old'; console.log(await old);`,
    },
  ])('leave CommonJS its mode: $name', async ({ source }) => {
    workspace.write({
      'main.mjs': source,
      'node_modules/old/index.js': `undeclared = 1; module.exports = typeof undeclared;`,
    });
    expect(await workspace.run('main.mjs')).toBe(workspace.runPlain('main.mjs'));
  });
});
