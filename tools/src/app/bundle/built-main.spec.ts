import { listBuiltMains } from './built-main.ts';

const owner = { name: 'api', folder: 'apps/api', main: 'apps/api/src/start.ts' };

describe('listBuiltMains()', () => {
  it.each([
    [
      '@nx/esbuild',
      { options: { outputPath: 'dist/apps/api' }, outputs: ['{options.outputPath}'] },
    ],
    ['webpack by inference', { outputs: ['{workspaceRoot}/dist/{projectRoot}'] }],
  ])('looks for the name of the source first: %s', (_, target) => {
    const [first, ...others] = listBuiltMains(target, owner);
    expect(first).toBe('dist/apps/api/start.js');
    expect(others).toContain('dist/apps/api/main.js');
    expect(others).toContain('dist/apps/api/index.mjs');
  });

  it('takes the file that a target names', () => {
    const options = { outputPath: 'out', outputFileName: 'api.cjs' };
    expect(listBuiltMains({ options }, owner)[0]).toBe('out/api.cjs');
    expect(listBuiltMains({ outputs: ['{projectRoot}/out/api.mjs'] }, owner)).toEqual([
      'apps/api/out/api.mjs',
    ]);
  });

  it.each([[{}], [{ outputs: ['{projectRoot}/**/*.js', '{options.absent}'] }]])(
    'finds nothing in %j',
    (target) => {
      expect(listBuiltMains(target, owner)).toEqual([]);
    },
  );
});
