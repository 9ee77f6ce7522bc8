import { Workspace } from './workspace.fixture.ts';

const manifest = (fields: object): string => JSON.stringify({ version: '1.0.0', ...fields });

/** A framework that loads an engine by its name, and two engines. */
const framework = {
  'node_modules/framework/package.json': manifest({ name: 'framework' }),
  'node_modules/framework/index.js': `exports.render = (name) => require(name).render();`,
  'node_modules/engine/package.json': manifest({ name: 'engine', dependencies: { parser: '1' } }),
  'node_modules/engine/index.js': `exports.render = () => require('parser').parse();`,
  'node_modules/parser/index.js': `exports.parse = () => 'parsed';`,
  'node_modules/@types/engine/index.d.ts': '',
  'node_modules/@types/engine/package.json': manifest({ name: '@types/engine' }),
};
const dependencies = { framework: '1', engine: '1', '@types/engine': '1', absent: '1' };

describe('a package that only the running program names', () => {
  let workspace: Workspace;
  beforeEach(() => {
    workspace = new Workspace().write(framework);
  });
  afterEach(() => {
    workspace.remove();
  });

  const source = `console.log(require('framework').render(process.argv[2] ?? 'engine'));`;

  it('is there if the package.json of the app declares it', async () => {
    workspace.write({ 'package.json': manifest({ dependencies }), 'src/main.js': source });
    expect(await workspace.run('src/main.js')).toBe('parsed\n');
    const { report, files } = await workspace.bundle('src/main.js');
    expect(report.slice(0, 2)).toEqual([
      'Not bundled, but loaded from files, with all that they need:',
      expect.stringMatching(
        /^ {2}node_modules\/engine {2}\d+ B, may be loaded by a computed name$/,
      ),
    ]);
    expect(Object.keys(files)).toEqual([
      'node_modules/engine/index.js',
      'node_modules/engine/package.json',
      'node_modules/parser/index.js',
    ]);
  });

  it.each([
    {
      reason: 'nothing computes a name',
      files: { 'package.json': manifest({ dependencies }), 'src/main.js': `console.log(1);` },
    },
    {
      reason: 'the app knows the gap',
      files: {
        'package.json': manifest({
          dependencies,
          tscratch: { knownGaps: { framework: 'never renders' } },
        }),
        'src/main.js': source,
      },
    },
    {
      reason: 'it is bundled',
      files: {
        'package.json': manifest({ dependencies }),
        'src/main.js': `${source} require('engine');`,
      },
    },
    {
      reason: 'it is for the developers',
      files: {
        'package.json': manifest({ devDependencies: dependencies }),
        'src/main.js': source,
      },
    },
    {
      reason: 'another app may need it: one package.json is for all',
      files: {
        'package.json': manifest({ dependencies }),
        'src/project.json': '{}',
        'src/main.js': source,
      },
    },
  ])('is not there if $reason', async ({ files }) => {
    const bundled = await workspace.write(files).bundle('src/main.js');
    expect(bundled.errors).toEqual([]);
    expect(bundled.files).toEqual({});
  });

  it('may be needed by an external package', async () => {
    workspace.write({
      'package.json': manifest({ dependencies, tscratch: { external: ['framework'] } }),
      'main.js': source,
    });
    expect(await workspace.run('main.js')).toBe('parsed\n');
  });
});

describe('a file of a package that a program resolves', () => {
  const workspace = new Workspace().write({
    'node_modules/wasm/package.json': manifest({
      name: 'wasm',
      exports: { '.': './index.js', './code.wasm': './lib/code.wasm' },
    }),
    'node_modules/wasm/lib/code.wasm': 'code',
    'node_modules/wasm/index.js': '',
  });
  afterAll(() => {
    workspace.remove();
  });

  it.each([
    `require.resolve('wasm/code.wasm')`,
    `import.meta.resolve('wasm/code.wasm')`,
    `createRequire(import.meta.url).resolve('wasm/code.wasm')`,
    `load.resolve('wasm/code.wasm')`,
  ])('is there by %s', async (expression) => {
    workspace.write({
      'main.mjs': `import { createRequire } from 'node:module';
        import { readFileSync } from 'node:fs';
        const ${expression.startsWith('load') ? 'load' : 'require'} = createRequire(import.meta.url);
        const found = ${expression};
        console.log(found, readFileSync(found.replace('file://', ''), 'utf8'));`,
    });
    expect(await workspace.run('main.mjs')).toBe(workspace.runPlain('main.mjs'));
  });

  it('is not worth a note', async () => {
    workspace.write({ 'noted.cjs': `console.log(require.resolve('wasm/code.wasm'));` });
    const { report } = await workspace.bundle('noted.cjs');
    expect(report.map((line) => line.replace(/\d+ B/, ''))).toEqual([
      'Files that the program can read, :',
      '  node_modules/wasm  3',
    ]);
  });
});

describe('a script that a program starts', () => {
  const workspace = new Workspace().write({
    'node_modules/sum/package.json': manifest({ name: 'sum', dependencies: { plus: '1' } }),
    'node_modules/sum/index.js': `module.exports = require('plus');`,
    'node_modules/plus/index.js': `module.exports = (a, b) => a + b;`,
    'src/lib/base.cjs': `exports.base = 40;`,
    'src/work.mjs': `import { parentPort } from 'node:worker_threads';
      import sum from 'sum';
      import { base } from './lib/base.cjs';
      parentPort.postMessage(sum(base, 2));`,
    'src/broken.js': `this is no JavaScript`,
  });
  afterAll(() => {
    workspace.remove();
  });

  const print = `.once('message', (sum) => console.log(sum));`;

  it.each([
    ['mjs', `new Worker(new URL('./work.mjs', import.meta.url))`],
    ['mjs', `new Worker(import.meta.resolve('./work.mjs').replace('file://', ''))`],
    ['mjs', `new Worker(path.join(import.meta.dirname, 'work.mjs'))`],
    ['cjs', `new Worker(path.resolve(__dirname, './work.mjs'))`],
    ['cjs', `new Worker(require.resolve('./work.mjs'))`],
  ])('is there with what it imports: in .%s, %s', async (extension, start) => {
    const [loadThreads, loadPath] =
      extension === 'mjs'
        ? [`import { Worker } from 'node:worker_threads'`, `import path from 'node:path'`]
        : [
            `const { Worker } = require('node:worker_threads')`,
            `const path = require('node:path')`,
          ];
    const name = `src/main.${extension}`;
    workspace.write({ [name]: `${loadThreads}; ${loadPath}; ${start}${print}` });
    expect(await workspace.run(name)).toBe('42\n');
    const { report } = await workspace.bundle(name);
    expect(report).toContainEqual(expect.stringMatching(/sum .* B, imported by src\/work\.mjs$/));
  });

  it('is what an included script imports, too; what cannot be read is left as it is', async () => {
    const { errors, files } = await workspace
      .write({
        'src/package.json': manifest({ tscratch: { include: ['work.mjs', 'broken.js'] } }),
        'src/main.js': `console.log(1);`,
      })
      .bundle('src/main.js');
    expect(errors).toEqual([]);
    expect(Object.keys(files)).toEqual([
      'node_modules/plus/index.js',
      'node_modules/sum/index.js',
      'node_modules/sum/package.json',
      'src/broken.js',
      'src/lib/base.cjs',
      'src/work.mjs',
    ]);
  });
});
