import { join } from 'node:path';
import { readSource } from './read-source.ts';
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

describe('readSource()', () => {
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

  it('stops if the compiler that it needs is absent', async () => {
    const path = join(workspace.folder, 'with/src/main.ts');
    const options = { absWorkingDir: workspace.folder };
    await expect(readSource(path, options, () => Promise.resolve(undefined))).rejects.toThrow(
      'Cannot bundle "with/src/main.ts": its tsconfig has "emitDecoratorMetadata", which esbuild does not support, expected SWC to compile it; run "npm install --save-dev @swc/core", or remove the option',
    );
  });
});
