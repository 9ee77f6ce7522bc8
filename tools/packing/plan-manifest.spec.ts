import { planManifest, planNxList } from './plan-manifest.ts';

const source = {
  name: '@us/tools',
  version: '1.2.3',
  private: true,
  type: 'module',
  exports: {
    './package.json': './package.json',
    '.': './src/index.ts',
    './testing/engine': './testing/engine.ts',
  },
  bin: { tool: './src/main.ts' },
  dependencies: { fflate: '0.8.3', nx: '23.2.1' },
};

describe('planManifest()', () => {
  const planned = planManifest(source, { nx: '>=23 <25' });

  it('is for JavaScript and its types, and may be published', () => {
    expect(planned).toEqual({
      name: '@us/tools',
      version: '1.2.3',
      type: 'module',
      main: './src/index.js',
      types: './src/index.d.ts',
      exports: {
        './package.json': './package.json',
        '.': { types: './src/index.d.ts', default: './src/index.js' },
      },
      bin: { tool: './src/main.js' },
      dependencies: { fflate: '0.8.3' },
      peerDependencies: { nx: '>=23 <25' },
      peerDependenciesMeta: { nx: { optional: true } },
      publishConfig: { access: 'public' },
    });
  });

  it('has the types before the code, because compilers take the first that fits', () => {
    expect(JSON.stringify(planned)).toContain('{"types":"./src/index.d.ts","default":');
  });

  it('has no peers unless there are some', () => {
    expect(planManifest(source, {})).not.toHaveProperty('peerDependenciesMeta');
  });
});

describe('planNxList()', () => {
  it('names JavaScript, and leaves out what is not published', () => {
    const list = {
      $schema: 'http://json-schema.org/schema',
      executors: {
        image: { implementation: './src/image.executor', schema: './src/schema.json' },
        own: { implementation: './src/own.executor.ts' },
      },
      generators: { init: { factory: './src/init.ts', description: 'Adds the plugin' } },
    };
    expect(planNxList(list, (stem) => !stem.includes('own'))).toEqual({
      $schema: 'http://json-schema.org/schema',
      executors: {
        image: { implementation: './src/image.executor.js', schema: './src/schema.json' },
      },
      generators: { init: { factory: './src/init.js', description: 'Adds the plugin' } },
    });
  });
});
