import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import { buildBundle } from './build-bundle.ts';
import { Workspace } from './workspace.fixture.ts';

const FILES = {
  'package.json': '{}',
  'main.ts': `import { note } from './note.ts';
const args = ['late', 'later', 'late', 'plain', 'fails', 'fails', 'circle'];
const load: Record<string, () => Promise<{ run: () => unknown }>> = {
  late: () => import('./late.ts'),
  later: () => import('./later.ts'),
  plain: () => import('./plain.cjs'),
  fails: () => import('./fails.ts'),
  circle: () => import('./circle.ts'),
};
async function main(): Promise<void> {
  for (const name of args) {
    note('load ' + name);
    note(await load[name]!().then(({ run }) => run(), (error: Error) => error.message));
  }
  const [one, other] = await Promise.all([import('./late.ts'), import('./late.ts')]);
  note(one === other, Object.keys(one));
}
void main();`,
  'note.ts': `export function note(...words: unknown[]): void { console.log(...words); }`,
  'shared.ts': `import { note } from './note.ts';
note('shared runs');
export let count = 0;
export function raise(): number { return ++count; }`,
  'late.ts': `import { note } from './note.ts';
import { count, raise } from './shared.ts';
import { onlyLate } from './only-late.ts';
note('late runs', import.meta.filename.endsWith('late.ts'));
export default class Late {}
export const run = () => (raise(), [count, onlyLate(), new Late().constructor.name]);`,
  'only-late.ts': `import { note } from './note.ts';
note('only-late runs');
const name = 'inner';
export function onlyLate(): string { return name; }`,
  'later.ts': `import { count, raise } from './shared.ts';
const name = 'of later';
export async function run(): Promise<unknown> {
  raise();
  return [name, count, (await import('./innermost.ts')).depth, Object.keys(await import('./empty.ts'))];
}`,
  'innermost.ts': `export const depth = 2; export const name = 'innermost';`,
  'empty.ts': `import { note } from './note.ts'; note('empty runs');`,
  'plain.cjs': `exports.run = () => require('./late.ts').run();`,
  'fails.ts': `import { note } from './note.ts'; note('fails runs'); export const run = 1; throw new Error('at start');`,
  'circle.ts': `import { back } from './back.ts'; export const name = 'circle'; export const run = () => back();`,
  'back.ts': `import { name } from './circle.ts'; export const back = async () => [name, (await import('./circle.ts')).name];`,
};

describe('nestImports()', () => {
  const workspace = new Workspace().write(FILES);
  afterAll(() => {
    workspace.remove();
  });

  it('gives a program that does the same as under Node', async () => {
    expect(await workspace.run('main.ts')).toBe(workspace.runPlain('main.ts'));
  });

  it('nests what only an import() reaches, and nothing that a start loads', async () => {
    const { text } = await workspace.bundle('main.ts');
    const entered = [...text.matchAll(/\b(enter_\w+)=\(\)=>\{/g)].map(([, name]) => name);
    expect(entered.toSorted()).toEqual([
      'enter_circle',
      'enter_empty',
      'enter_fails',
      'enter_innermost',
      'enter_later',
    ]);
    expect(text.indexOf('function note(')).toBeGreaterThan(text.lastIndexOf('return enter_'));
  });

  it.each([
    { what: 'short names', options: { minifyIdentifiers: true } },
    { what: 'all that is minified', options: { minify: true } },
    { what: 'its source map inside', options: { sourcemap: 'inline' as const } },
    { what: 'white space', options: { minifyWhitespace: false } },
    { what: 'the format of ECMAScript', options: { format: 'esm' as const } },
  ])('leaves a bundle with $what as it is', async ({ options }) => {
    const { text, errors } = await workspace.bundle('later.ts', options);
    expect(errors).toEqual([]);
    expect(text).not.toContain('enter_');
  });

  it('keeps the source map right, in a file and without sources', async () => {
    workspace.write({
      'api/fails.ts': `\n\nexport function failLate(): void {\n  throw new Error('late');\n}\n`,
      'api/main.ts': `console.log('start'); void import('./fails.ts').then(({ failLate }) => { failLate(); });`,
    });
    const parts = { root: workspace.folder, folder: 'api', main: 'api/main.ts' };
    const written = async (outputPath: string, sourcemap?: boolean): Promise<string> => {
      await buildBundle({ ...parts, outputPath, sourcemap }, () => undefined);
      return readFileSync(join(workspace.folder, outputPath, 'main.cjs'), 'utf8');
    };
    const [linked, released] = [await written('out', true), await written('release')];
    expect(linked).toBe(`${released}//# sourceMappingURL=main.cjs.map\n`);
    expect(released).toContain('enter_fails');
    const path = join(workspace.folder, 'out/main.cjs');
    const { stderr } = spawnSync(process.execPath, ['--enable-source-maps', path], {
      encoding: 'utf8',
    });
    expect(stderr).toContain(`${join(workspace.folder, 'api/fails.ts')}:4:9`);
  });

  it("keeps out of V8's code cache what a start does not load, with its names", async () => {
    workspace.write({
      'start.ts': `export function nameOfStart(): number { return 1; }
globalThis.load = () => import('./lazy.ts');`,
      'lazy.ts': `export function nameOfLazy(): number { return 1; }`,
    });
    const { text } = await workspace.bundle('start.ts');
    const script = new Script(`(function (exports, module) {${text}\n})`);
    (script.runInThisContext() as (...scope: unknown[]) => void)({}, {});
    const names = ['nameOfStart', 'nameOfLazy'];
    expect(names.filter((name) => text.includes(name))).toEqual(names);
    expect(names.filter((name) => script.createCachedData().includes(name))).toEqual([
      'nameOfStart',
    ]);
  });

  it('reports the size of what it writes', async () => {
    workspace.write({ 'small.ts': `void import('./innermost.ts').then(console.log);` });
    const { text, metafile } = await workspace.bundle('small.ts');
    const [output] = Object.values(metafile.outputs);
    expect(output?.bytes).toBe(Buffer.byteLength(text));
  });
});
