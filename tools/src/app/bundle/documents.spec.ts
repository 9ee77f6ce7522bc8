import { Workspace } from './workspace.fixture.ts';

describe('documents()', () => {
  const workspace = new Workspace();
  afterAll(() => {
    workspace.remove();
  });

  it('lets a document that a template names fail when it is loaded, as under Node', async () => {
    workspace.write({
      'app/main.js': `const load = require('parts');
        for (const name of ['part.js', 'README.md'])
          try { console.log(load(name)); } catch (error) { console.log(error.name); }`,
      'node_modules/parts/index.js': 'module.exports = (name) => require(`./lib/${name}`);',
      'node_modules/parts/lib/part.js': 'module.exports = 1;',
      'node_modules/parts/lib/README.md': '# Parts of a whole',
    });
    const expected = workspace.runPlain('app/main.js');
    expect(expected).toBe('1\nSyntaxError\n');
    expect(await workspace.run('app/main.js')).toBe(expected);
  });

  it('leaves files of the app, and those with a loader, to esbuild', async () => {
    workspace.write({
      'app/main.js': `console.log(require('texts'), require('./own.md'));`,
      'app/own.md': 'own',
      'node_modules/texts/index.js': `module.exports = require('./a.md');`,
      'node_modules/texts/a.md': 'a text',
    });
    expect((await workspace.bundle('app/main.js')).errors).toEqual([
      'No loader is configured for ".md" files: app/own.md',
    ]);
    expect(await workspace.run('app/main.js', { loader: { '.md': 'text' } })).toBe('a text own\n');
  });
});
