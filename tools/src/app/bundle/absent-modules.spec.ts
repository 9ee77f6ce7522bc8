import { Workspace } from './workspace.fixture.ts';

const TRY = `
  const attempt = (load) => { try { return load(); } catch ({ code, message }) { return code + ' ' + message; } };`;

describe('absentModules()', () => {
  const workspace = new Workspace();
  afterAll(() => {
    workspace.remove();
  });

  it('lets an optional package be absent when the program runs, as under Node', async () => {
    workspace.write({
      // found by a program that looks below its own folder
      'run/node_modules/bufferutil/index.js': `module.exports = 'of the machine that runs the program';`,
      'node_modules/ws/buffer-util.js': `
        try { module.exports = require('bufferutil'); } catch ({ code }) { module.exports = code; }`,
      'optional.js': `console.log(require('ws/buffer-util.js'));`,
    });
    expect(await workspace.run('optional.js')).toBe('MODULE_NOT_FOUND\n');
    expect(workspace.runPlain('optional.js')).toBe('MODULE_NOT_FOUND\n');
    expect((await workspace.bundle('optional.js')).report).toEqual([
      'Not installed; to load them fails as under Node:',
      '  bufferutil  (ws)',
    ]);
  });

  it.each([
    [
      'a require() that no try/catch surrounds',
      `exports.load = () => require('@nest/sockets/module');`,
    ],
    ['a relative path', `exports.load = () => require('./build/Release/addon.node');`],
    ['an import() without .catch()', `exports.load = () => import('sockets');`],
    [
      'the platforms of a native addon',
      `exports.load = () => require('@libsql/linux-arm64-musl');`,
    ],
  ])('lets %s of a package fail at its first use', async (_, source) => {
    workspace.write({
      'node_modules/lazy/index.js': source,
      'lazy.js': `
        const { load } = require('lazy');
        const show = ({ code, message }) => console.log(code, message.split('\\n')[0].replace(/ imported.*/, ''));
        (async () => load())().catch(show);`,
    });
    expect(await workspace.run('lazy.js')).toBe(workspace.runPlain('lazy.js'));
  });

  it('gives require() and import() in one file their own codes', async () => {
    workspace.write({
      'both.js': `const show = ({ code }) => console.log(code);
        try { require('absent'); } catch (error) { show(error); } import('absent').catch(show);`,
    });
    expect(await workspace.run('both.js')).toBe('MODULE_NOT_FOUND\nERR_MODULE_NOT_FOUND\n');
  });

  it('fails again at each further attempt', async () => {
    workspace.write({
      'again.js': `${TRY} const load = () => { try { return require('absent'); } catch (error) { throw error; } };
        console.log(attempt(load) === attempt(load), attempt(load).split('\\n')[0]);`,
    });
    expect(await workspace.run('again.js')).toBe(
      "true MODULE_NOT_FOUND Cannot find module 'absent'\n",
    );
  });

  it.each([
    `require('absent');`,
    `import('absent');`,
    `import 'absent';`,
    `try { require('absent'); } catch {} require('absent');`,
  ])('rejects %s in the sources of the program', async (source) => {
    workspace.write({ 'own.js': source });
    expect((await workspace.bundle('own.js')).errors).toContain(
      'Cannot bundle "own.js": it requires "absent", which does not exist; install the package or correct the name, or surround require() or import() with try/catch if the program runs without it',
    );
  });

  it('takes a package that is installed, for import() in try/catch too', async () => {
    workspace.write({
      'node_modules/present/index.js': `exports.name = 'present';`,
      'present.mjs': `(async () => { try { console.log((await import('present')).name); } catch {} })();`,
    });
    expect(await workspace.run('present.mjs')).toBe('present\n');
  });

  it('ignores packages that are imported only for their types', async () => {
    workspace.write({
      'types.ts': `import type { A } from 'types-a'; import { B } from 'types-b';
        const text: A | B = 'alive'; console.log(text);`,
    });
    expect(await workspace.run('types.ts')).toBe('alive\n');
  });

  it('leaves out a package that the app omits', async () => {
    workspace.write({
      'apps/shell/project.json': JSON.stringify({ tscratch: { omit: ['cpu-features'] } }),
      'apps/shell/main.js': `try { require('cpu-features'); } catch ({ code }) { console.log(code); }`,
      'node_modules/cpu-features/index.js': `module.exports = require('./addon.node');`,
      'node_modules/cpu-features/addon.node': '',
    });
    expect(await workspace.run('apps/shell/main.js')).toBe('MODULE_NOT_FOUND\n');
  });

  it('gives the bundle no path of the machine', async () => {
    const { text } = await workspace.bundle('optional.js');
    expect(text).toContain('node_modules/ws/buffer-util.js');
    expect(text).not.toContain(workspace.folder);
  });
});
