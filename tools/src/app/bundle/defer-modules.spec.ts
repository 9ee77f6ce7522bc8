import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { build, type Plugin } from 'esbuild';
import { deferModules, isClass } from './defer-modules.ts';
import { DEFERRED } from './esbuild.config.ts';
import { isMarked, markRequest } from './plugin-data.ts';

describe('deferModules()', () => {
  const folder = mkdtempSync(join(tmpdir(), 'defer-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  function writePackage(path: string, source: string): void {
    mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, path, 'index.js'), `globalThis.log('${path}');\n${source}`);
  }

  /** Bundles a program, runs it and returns what it logged. */
  async function run(source: string, others: readonly Plugin[] = []): Promise<readonly unknown[]> {
    const { outputFiles } = await build({
      absWorkingDir: folder,
      stdin: { contents: source, resolveDir: folder },
      bundle: true,
      platform: 'node',
      plugins: [...others, deferModules(['greeter', 'lamp', 'absent'])],
      write: false,
      logLevel: 'silent',
    });
    const logged: unknown[] = [];
    const log = (text: unknown): number => logged.push(text);
    const bundle = outputFiles.map(({ text }) => text).join('');
    expect(bundle).not.toContain(folder); // the same in any folder
    runInNewContext(bundle, { log });
    return logged;
  }

  beforeAll(() => {
    // The plugin loads a package to read its exports, so the package logs here, too.
    Object.assign(globalThis, { log: () => undefined });
    writePackage(
      'node_modules/greeter',
      `module.exports = (name) => 'Hello ' + name;
       module.exports.shout = (name) => 'HELLO ' + name;
       module.exports.names = ['you'];`,
    );
    writePackage(
      'node_modules/lamp',
      `class Lamp { constructor(name) { this.name = name; } shine() { return this.name + ' shines'; } }
       Lamp.kinds = 2; Lamp.Lamp = Lamp; module.exports = Lamp;`,
    );
    writePackage(
      'node_modules/user',
      `const greeter = require('greeter'); module.exports = () => greeter('from user');`,
    );
  });

  it.each([
    [`greeter('you')`, 'Hello you'],
    [`greeter.shout('you')`, 'HELLO you'],
    [`greeter.names[0]`, 'you'],
  ])('loads a package at its first use, here %s', async (use, result) => {
    const source = `const greeter = require('greeter'); log('start'); log(${use}); log(${use});`;
    expect(await run(source)).toEqual(['start', 'node_modules/greeter', result, result]);
  });

  it.each([
    [`new Lamp('a').shine()`, 'a shines'],
    [`new Lamp('a') instanceof Lamp`, true],
    [`new Lamp('a') instanceof class extends Lamp {}`, false],
    [`new (class extends Lamp {})('a') instanceof Lamp`, true],
    [
      `new (class extends Lamp { shine() { return super.shine() + '!'; } })('a').shine()`,
      'a shines!',
    ],
    [`Lamp.kinds`, 2],
    [`(Lamp.kinds = 3, Lamp.Lamp.kinds = 2)`, 2],
    [`Object.keys(Lamp).join()`, 'kinds,Lamp'],
    [`new Lamp('a').constructor === Lamp.Lamp`, true],
  ])('loads a class at its first use, here %s', async (use, result) => {
    const source = `const Lamp = require('lamp'); log('start'); log(${use}); log(${use});`;
    expect(await run(source)).toEqual(['start', 'node_modules/lamp', result, result]);
  });

  it('does not load a class to see that a value is no instance', async () => {
    expect(await run(`const Lamp = require('lamp'); log({} instanceof Lamp);`)).toEqual([false]);
  });

  it('supports import of a class', async () => {
    const source = `import Lamp, { Lamp as Named } from 'lamp'; log(new Named('a') instanceof Lamp);`;
    expect((await run(source)).at(-1)).toBe(true);
  });

  it('supports import, and packages that use the deferred one', async () => {
    const source = `import greeter, { shout } from 'greeter'; import user from 'user';
      log('start'); log(user()); log(shout('you')); log(greeter('you'));`;
    expect(await run(source)).toEqual([
      'node_modules/user',
      'start',
      'node_modules/greeter',
      'Hello from user',
      'HELLO you',
      'Hello you',
    ]);
  });

  it('does not load a package that is never used', async () => {
    expect(await run(`require('greeter'); log('start');`)).toEqual(['start']);
  });

  it('works beside another plugin that resolves what it is asked', async () => {
    let asked = 0;
    const other: Plugin = {
      name: 'other',
      setup(esbuild) {
        esbuild.onResolve({ filter: /^/ }, ({ path, kind, importer, resolveDir, pluginData }) => {
          if (++asked > 100) throw new Error('the plugins ask each other without end');
          if (isMarked(pluginData, 'other')) return undefined;
          const marked = markRequest(pluginData, 'other');
          return esbuild.resolve(path, { kind, importer, resolveDir, pluginData: marked });
        });
      },
    };
    const source = `log(require('greeter').names[0]);`;
    expect(await run(source, [other])).toEqual(['node_modules/greeter', 'you']);
  });

  it('leaves the error about a missing package to esbuild', async () => {
    await expect(run(`require('absent');`)).rejects.toThrow('Could not resolve "absent"');
  });

  it.each(DEFERRED)('can defer %s, which has no class among its exports', (name) => {
    const exported = createRequire(import.meta.filename)(name) as object;
    const others = (Object.values(exported) as unknown[]).filter((value) => value !== exported);
    expect(others.filter(isClass)).toEqual([]);
  });
});
