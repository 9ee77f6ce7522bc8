import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Workspace } from './workspace.fixture.ts';

/** A package.json. */
const manifest = (fields: object): string => JSON.stringify({ version: '1.0.0', ...fields });
const declare = (external: unknown): string => manifest({ tscratch: { external } });

describe('external packages', () => {
  let workspace: Workspace;
  beforeEach(() => {
    workspace = new Workspace();
  });
  afterEach(() => {
    workspace.remove();
  });

  const bundle = async (external: unknown, files: Readonly<Record<string, string>>) =>
    workspace.write({ 'package.json': declare(external), ...files }).bundle('main.mjs');

  /** Bundles and runs a program, which must print the same as under plain Node. */
  const compare = async (external: unknown, files: Readonly<Record<string, string>>) => {
    workspace.write({ 'package.json': declare(external), ...files });
    const entry = 'main.mjs' in files ? 'main.mjs' : 'main.cjs';
    const printed = await workspace.run(entry);
    expect(printed).toBe(workspace.runPlain(entry));
    return printed;
  };

  it('are loaded from files of the program, in CommonJS', async () => {
    const printed = await compare(['plain'], {
      'main.cjs': `console.log(require('plain').place, require('plain/sub.js'), require('plain') === require('plain/index'));`,
      'node_modules/plain/package.json': manifest({ name: 'plain' }),
      'node_modules/plain/index.js': `exports.place = __filename;`,
      'node_modules/plain/sub.js': `module.exports = 'sub';`,
    });
    expect(printed).toBe('/node_modules/plain/index.js sub true\n');
  });

  it('give an ECMAScript module what Node gives it', async () => {
    const printed = await compare(['dual', 'esm', 'babel', 'data'], {
      'main.mjs': `
        import dual, { kind } from 'dual';
        import esm, { named } from 'esm';
        import * as all from 'esm';
        import babel from 'babel';
        import data from 'data/x.json' with { type: 'json' };
        import { createRequire } from 'node:module';
        const require = createRequire(import.meta.url);
        console.log(dual, kind, require('dual').kind, esm(), named, all.named);
        console.log(typeof babel.default, babel.more, data.x);
        import('esm').then(async (later) => {
          console.log(later.named, later.default === esm, (await import('dual')).kind, (await import('waiting')).value);
        });`,
      'node_modules/dual/package.json': manifest({
        name: 'dual',
        exports: { module: './bundlers.js', import: './index.mjs', require: './index.cjs' },
      }),
      'node_modules/dual/index.mjs': `export default 'esm'; export const kind = 'import';`,
      'node_modules/dual/index.cjs': `exports.kind = 'require';`,
      'node_modules/dual/bundlers.js': `exports.kind = 'bundlers';`,
      'node_modules/esm/package.json': manifest({ name: 'esm', type: 'module', main: 'main.js' }),
      'node_modules/esm/main.js': `export default () => 'default'; export const named = 'named';`,
      'node_modules/babel/package.json': manifest({ name: 'babel' }),
      'node_modules/babel/index.js': `exports.__esModule = true; exports.default = () => {}; exports.more = 'more';`,
      'node_modules/data/package.json': manifest({ name: 'data' }),
      'node_modules/data/x.json': `{ "x": 1 }`,
      'node_modules/waiting/package.json': manifest({ name: 'waiting', type: 'module' }),
      'node_modules/waiting/index.js': `export const value = await Promise.resolve('waited');`,
    });
    expect(printed).toBe(
      'esm import require default named named\nfunction more 1\nnamed true import waited\n',
    );
  });

  it('are there for a program with a top-level await', async () => {
    const printed = await compare(['esm', 'plain'], {
      'main.mjs': `
        import esm, { named } from 'esm';
        import plain from 'plain';
        const later = await import('esm');
        console.log(esm(), named, plain.name, later.default === esm);`,
      'node_modules/esm/package.json': manifest({ name: 'esm', type: 'module', main: 'main.js' }),
      'node_modules/esm/main.js': `export default () => 'default'; export const named = 'named';`,
      'node_modules/plain/package.json': manifest({ name: 'plain' }),
      'node_modules/plain/index.js': `exports.name = 'plain';`,
    });
    expect(printed).toBe('default named plain true\n');
  });

  it('bring what they need, from where npm has put it', async () => {
    const printed = await compare(['outer'], {
      'main.cjs': `
        console.log(require('outer'), require('shared').version);
        console.log(require('outer').shared === require('shared'));`,
      'node_modules/outer/package.json': manifest({
        name: 'outer',
        dependencies: { nested: '1', shared: '1' },
        optionalDependencies: { absent: '1' },
      }),
      'node_modules/outer/index.js': `exports.nested = require('nested'); exports.shared = require('shared');`,
      'node_modules/outer/node_modules/nested/package.json': manifest({ name: 'nested' }),
      'node_modules/outer/node_modules/nested/index.js': `exports.shared = require('shared').version;`,
      'node_modules/outer/node_modules/shared/package.json': manifest({ name: 'shared' }),
      'node_modules/outer/node_modules/shared/index.js': `exports.version = 2;`,
      'node_modules/shared/package.json': manifest({ name: 'shared' }),
      'node_modules/shared/index.js': `exports.version = 1;`,
    });
    expect(printed).toBe('{ nested: { shared: 2 }, shared: { version: 2 } } 1\nfalse\n');
  });

  it('share what they need with the bundle, which has no second copy', async () => {
    const files = {
      'main.mjs': `import { check } from 'framework'; import { Schema } from 'schema'; console.log(check(new Schema()));`,
      'node_modules/framework/package.json': manifest({
        name: 'framework',
        peerDependencies: { schema: '1' },
      }),
      'node_modules/framework/index.js': `exports.check = (value) => value instanceof require('schema').Schema;`,
      'node_modules/schema/package.json': manifest({ name: 'schema' }),
      'node_modules/schema/index.js': `exports.Schema = class {};`,
    };
    expect(await compare(['framework'], files)).toBe('true\n');
    const { report, metafile } = await bundle(['framework'], files);
    expect(report).toEqual([
      'Not bundled, but loaded from files, with all that they need:',
      expect.stringMatching(/^ {2}node_modules\/framework {2}\d+ B, "external" of package\.json$/),
    ]);
    expect(metafile.inputs['node_modules/framework/package.json']?.imports).toEqual([
      { path: 'node_modules/schema/package.json', kind: 'require-call' },
    ]);
  });

  it('bring an optional peer only if the app needs it in production', async () => {
    const files = {
      'main.cjs': `require('client');`,
      'node_modules/client/package.json': manifest({
        name: 'client',
        peerDependencies: { compiler: '1', required: '1' },
        peerDependenciesMeta: { compiler: { optional: true } },
      }),
      'node_modules/client/index.js': '',
      'node_modules/compiler/package.json': manifest({ name: 'compiler' }),
      'node_modules/required/package.json': manifest({ name: 'required' }),
    };
    const list = async (fields: object) => {
      const options = { ...fields, tscratch: { external: ['client'] } };
      const { files: packed } = await workspace
        .write({ ...files, 'package.json': manifest(options) })
        .bundle('main.cjs');
      return Object.keys(packed).filter((path) => /compiler|required/.test(path));
    };
    const required = 'node_modules/required/package.json';
    expect(await list({ devDependencies: { compiler: '1' } })).toEqual([required]);
    const both = ['node_modules/compiler/package.json', required];
    expect(await list({ dependencies: { compiler: '1' } })).toEqual(both);
  });

  it('are whole scopes, too, and are there without a request', async () => {
    const { files, text } = await bundle(['@cloud/*'], {
      'main.mjs': `import '@cloud/one'; import 'other';`,
      'node_modules/@cloud/one/package.json': manifest({ name: '@cloud/one' }),
      'node_modules/@cloud/one/index.js': 'one',
      'node_modules/@cloud/two/package.json': manifest({ name: '@cloud/two' }),
      'node_modules/other/index.js': 'globalThis.other = 1;',
    });
    expect(Object.keys(files)).toEqual([
      'node_modules/@cloud/one/index.js',
      'node_modules/@cloud/one/package.json',
      'node_modules/@cloud/two/package.json',
    ]);
    expect(text).toContain('globalThis.other');
  });

  it('fail like those of Node for a file that a package does not have', async () => {
    const printed = await compare(['plain'], {
      'main.cjs': `try { require('plain/none'); } catch ({ code }) { console.log(code); }`,
      'node_modules/plain/package.json': manifest({ name: 'plain' }),
    });
    expect(printed).toBe('MODULE_NOT_FOUND\n');
  });

  it.each([
    [
      ['none'],
      'Cannot leave "none" out of the bundle, as "external" of "package.json" wants: no such package is installed; install it, or correct the name',
    ],
    [['@none/*'], 'Cannot leave "@none/*" out of the bundle'],
    [
      'plain',
      'package.json: "external" is "plain", expected a list of installed packages, whole scopes among them, such as ["bcrypt", "@aws-sdk/*"]',
    ],
    [['fs'], 'Cannot leave "fs" out of the bundle'],
    [['node:fs'], '"external" is ["node:fs"], expected'],
    [['plain/sub.js'], '"external" is ["plain/sub.js"], expected'],
    [['./plain'], '"external" is ["./plain"], expected'],
    [['*'], '"external" is ["*"], expected'],
  ])('refuse %j', async (external, message) => {
    const { errors } = await bundle(external, { 'main.mjs': '' });
    expect(errors).toEqual([expect.stringContaining(message)]);
  });

  it.each(['@us/carts', '@us/*'])('refuse %s, a package of the workspace', async (name) => {
    workspace.write({ 'libs/carts/index.ts': '', 'node_modules/@us/.keep': '' });
    rmSync(join(workspace.folder, 'node_modules/@us/.keep'));
    symlinkSync('../../libs/carts', join(workspace.folder, 'node_modules/@us/carts'));
    const { errors } = await bundle([name], { 'main.mjs': '' });
    expect(errors).toEqual([
      `Cannot leave "${name}" out of the bundle, as "external" of "package.json" wants: it is a package of this workspace, and Node loads no TypeScript from node_modules; remove it from "external"`,
    ]);
  });
});
