import { join } from 'node:path';
import ts from 'typescript';
import { emitDecoratorMetadata } from './decorator-metadata.ts';
import { Workspace } from './workspace.fixture.ts';

/** Enough of the package for a program that shows what it gets. */
const REFLECT = `Reflect.metadata = (key, value) => (target, name) => console.log(name ?? target.name, key, [].concat(value).map((type) => type.name).join());`;

const SERVICE = `
  import 'reflect-metadata';
  import { Greeter } from './greeter.ts';
  const Injectable = (): ClassDecorator => () => undefined;
  const Get = (): MethodDecorator => () => undefined;
  @Injectable() class Service {
    constructor(private readonly greeter: Greeter, name: string) {}
    @Get() greet(times: number): Promise<void> { return Promise.resolve(); }
  }
  console.log(Service.length);`;

/** Types of a program, imported without `type` beside classes that its metadata needs. */
const TYPED = {
  'typed/tsconfig.json': `{ "extends": "../base.json" }`,
  'typed/src/main.ts': `
    import 'reflect-metadata';
    import Defaults, { Greeter, type Named, Shape as Form } from './types.ts';
    import { Exported, Alias } from './barrel.ts';
    const Injectable = (): ClassDecorator => () => undefined;
    const Get = (): MethodDecorator => () => undefined;
    @Injectable() class Service {
      constructor(greeter: Greeter, form: Form, named: Named, defaults: Defaults) {}
      @Get() greet(exported: Exported, alias: Alias): Form { return {}; }
    }
    console.log(Service.length);`,
  'typed/src/types.ts': `
    console.log('loaded');
    export class Greeter {}
    export interface Shape {}
    export interface Named {}
    export default interface Defaults {}`,
  'typed/src/barrel.ts': `export { Exported } from './exported.ts'; export type Alias = { id: 1 };`,
  'typed/src/exported.ts': `export interface Exported {}`,
};

describe('emitDecoratorMetadata', () => {
  const workspace = new Workspace();
  afterAll(() => {
    workspace.remove();
  });

  beforeAll(() => {
    workspace.write({
      'base.json': `{ // metadata for all
        "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true, } }`,
      'with/tsconfig.json': `{ "extends": "../base.json" }`,
      'with/src/main.ts': SERVICE,
      'with/src/greeter.ts': 'export class Greeter {}',
      'without/tsconfig.json': `{ "compilerOptions": { "experimentalDecorators": true } }`,
      'without/src/main.ts': SERVICE,
      'without/src/greeter.ts': 'export class Greeter {}',
      'node_modules/reflect-metadata/index.js': REFLECT,
    });
  });

  it('keeps the types of decorated members, if the tsconfig says so', async () => {
    const printed = await workspace.run('with/src/main.ts');
    expect(printed.split('\n')).toEqual(
      expect.arrayContaining([
        'greet design:type Function',
        'greet design:paramtypes Number',
        'greet design:returntype Promise',
        'Service design:paramtypes Greeter,String',
      ]),
    );
  });

  it('takes the tsconfig of the build before the nearest one', async () => {
    const printed = await workspace.run('without/src/main.ts', { tsconfig: 'with/tsconfig.json' });
    expect(printed).toContain('Service design:paramtypes Greeter,String');
  });

  it('leaves decorators to esbuild without the option', async () => {
    expect(await workspace.run('without/src/main.ts')).toBe('2\n');
  });

  it('gives the transformed file its own place', async () => {
    workspace.write({
      'with/src/place.ts': `const log = (): ClassDecorator => () => undefined; @log() class A {} console.log(A.name, __filename);`,
    });
    expect(await workspace.run('with/src/place.ts')).toBe('A /with/src/place.ts\n');
  });

  it('takes an interface that is imported without "type" for Object, as tsc does', async () => {
    workspace.write(TYPED);
    const printed = await workspace.run('typed/src/main.ts');
    expect(printed).toContain('Service design:paramtypes Greeter,Object,Object,Object');
    expect(printed).toBe(runByTsc('typed/src/main.ts'));
  });

  it('still stops at a name that a program uses and no module exports', async () => {
    workspace.write({
      'with/src/missing.ts': `
        import * as all from './greeter.ts';
        const log = (): ClassDecorator => () => undefined;
        @log() class A { constructor(greeter: all.Greeter) {} }
        console.log(A, all.Missing);`,
    });
    const { errors } = await workspace.bundle('with/src/missing.ts');
    expect(errors).toEqual([expect.stringContaining('Import "Missing" will always be undefined')]);
  });

  describe('without TypeScript', () => {
    const build = { root: workspace.folder, tsconfig: undefined, hasSourceMap: false };
    const emit = (path: string): string | undefined =>
      emitDecoratorMetadata(
        { path: join(workspace.folder, path), contents: SERVICE },
        build,
        () => undefined,
      );

    it('stops if the metadata needs it', () => {
      workspace.write({ 'tsconfig.base.json': '{ "emitDecoratorMetadata": true }' });
      expect(() => emit('with/src/main.ts')).toThrow(
        'Cannot bundle "with/src/main.ts": its tsconfig has "emitDecoratorMetadata", which needs the compiler of TypeScript 5 or 6, expected the package "typescript"; run "npm install --save-dev typescript@6", or remove the option',
      );
    });

    it('leaves decorators, and texts that look like one, to esbuild', () => {
      workspace.write({ 'tsconfig.base.json': '{ "emitDecoratorMetadata": false }' });
      expect(emit('without/src/main.ts')).toBeUndefined();
    });
  });

  /** Compiles the whole program by TypeScript and runs it under Node. */
  function runByTsc(main: string): string {
    const options: ts.CompilerOptions = {
      emitDecoratorMetadata: true,
      experimentalDecorators: true,
      module: ts.ModuleKind.CommonJS,
      noLib: true, // the checker finds the types all the same
      outDir: join(workspace.folder, 'compiled'),
      rewriteRelativeImportExtensions: true,
      target: ts.ScriptTarget.ES2022,
      types: [],
    };
    ts.createProgram([join(workspace.folder, main)], options).emit();
    return workspace.runPlain('compiled/main.js');
  }
});
