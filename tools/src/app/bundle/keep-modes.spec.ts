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
