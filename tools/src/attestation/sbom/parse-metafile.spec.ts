import { parseMetafile } from './parse-metafile.ts';

const METAFILE = {
  inputs: {
    'src/main.ts': {
      imports: [
        { path: 'deferred:node_modules/a/index.js' },
        { path: 'node:fs', external: true },
        { path: 'src/types.ts' },
      ],
    },
    'deferred:node_modules/a/index.js': { imports: [{ path: 'node_modules/a/index.js' }] },
    'node_modules/a/index.js': { imports: [{ path: 'node_modules/b/index.js' }] },
    'node_modules/b/index.js': { imports: [] },
    'src/types.ts': { imports: [] },
  },
  outputs: {
    'main.cjs': {
      entryPoint: 'src/main.ts',
      inputs: {
        'src/main.ts': { bytesInOutput: 7 },
        'deferred:node_modules/a/index.js': { bytesInOutput: 5 },
        'node_modules/a/index.js': { bytesInOutput: 3 },
        'node_modules/b/index.js': { bytesInOutput: 0 },
      },
    },
  },
};

describe('parseMetafile()', () => {
  const parsed = parseMetafile(JSON.stringify(METAFILE), 'meta.json');

  it('finds the file that starts the app', () => {
    expect(parsed.entryPath).toBe('src/main.ts');
    expect(parsed.tree).toBeUndefined();
  });

  it('finds the ready folder that a program is, and the app that declares it', () => {
    const outputs = {
      'main.cjs': { entryPoint: 'tree:apps/web/server.js', inputs: {} },
      'files.pack': { inputs: {}, tree: 'apps/web/out' },
    };
    const found = parseMetafile(JSON.stringify({ inputs: {}, outputs }), 'meta.json');
    expect(found).toMatchObject({ tree: 'apps/web/out', entryPath: 'apps/web/server.js' });
  });

  it('merges a file with its deferred stand-in, and omits files without bytes in the output', () => {
    expect(parsed.paths).toEqual(['src/main.ts', 'node_modules/a/index.js']);
  });

  it("returns the imports of each file, without Node's own modules", () => {
    expect([...parsed.importsOf]).toEqual([
      ['src/main.ts', ['node_modules/a/index.js', 'src/types.ts']],
      ['node_modules/a/index.js', ['node_modules/a/index.js', 'node_modules/b/index.js']],
      ['node_modules/b/index.js', []],
      ['src/types.ts', []],
    ]);
  });

  it.each([
    ['null', 'no inputs'],
    ['{ "inputs": {} }', 'no outputs'],
    ['{ "inputs": {}, "outputs": { "a.map": { "inputs": {} } } }', 'no entryPoint'],
    ['{', "Expected property name or '}' in JSON at position 1 (line 1 column 2)"],
  ])('rejects %j', (text, cause) => {
    expect(() => parseMetafile(text, 'meta.json')).toThrow(
      `Cannot read "meta.json": ${cause}, expected the metafile of esbuild; build the bundle again with --skip-nx-cache`,
    );
  });
});
