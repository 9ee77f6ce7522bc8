import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { BUNDLE, buildBundle } from '../bundle/build-bundle.ts';
import { mapOf } from '../bundle/source-map.ts';
import { Workspace } from '../bundle/workspace.fixture.ts';

/** A program whose function `spin` is a loop, and whose function `fail` throws, each in a file of its own. */
const FILES = {
  'package.json': '{}',
  'src/main.ts': [
    "import { fail } from './fail.ts';",
    "import { spin } from './spin.ts';",
    'const [, , milliseconds] = process.argv;',
    'console.log(spin(Number(milliseconds)));',
    'fail({ text: `after ${milliseconds} ms` });',
  ].join('\n'),
  'src/spin.ts': [
    'const kept: (readonly number[])[] = [];',
    'Object.assign(globalThis, { kept }); // a heap profile has what is in use at the end',
    '',
    'export function spin(milliseconds: number): number {',
    '  for (const end = Date.now() + milliseconds; Date.now() < end || kept.length < 1_000;)',
    '    kept[kept.length % 2_000] = Array.from({ length: 1_000 }, (_, at) => at + kept.length);',
    '  return kept.length;',
    '}',
  ].join('\n'),
  'src/fail.ts': [
    '/** Not in the bundle. */',
    'type Reason = { readonly text: string };',
    '',
    'export function fail({ text }: Reason): never {',
    '  throw new RangeError(text);',
    '}',
  ].join('\n'),
};

/** That program, bundled as it is built. */
export class BundledProgram {
  readonly #workspace = new Workspace().write(FILES);
  readonly folder = this.#workspace.folder;
  readonly path = join(this.folder, 'dist', BUNDLE);
  readonly mapPath = mapOf(this.path);

  async build(): Promise<void> {
    const parts = { root: this.folder, folder: '.', main: 'src/main.ts', outputPath: 'dist' };
    await buildBundle(parts, () => undefined);
  }

  /** Runs it with options of Node; its standard error ends with a stack. */
  run(options: readonly string[], milliseconds: number): string {
    const args = [...options, this.path, String(milliseconds)];
    const env = {}; // Nx sets FORCE_COLOR, and Node colours frames then
    return spawnSync(process.execPath, args, { cwd: this.folder, env, encoding: 'utf8' }).stderr;
  }

  remove(): void {
    this.#workspace.remove();
  }
}
