import { join } from 'node:path';
import { build } from 'esbuild';

/** A workspace has @nx/devkit only with another plugin of Nx, and `nx add` loads these modules. */
describe.each(['plugin.ts', 'generators/init/init.ts'])('%s', (path) => {
  it('loads without @nx/devkit', async () => {
    const { metafile } = await build({
      absWorkingDir: import.meta.dirname,
      entryPoints: [join(import.meta.dirname, path)],
      bundle: true,
      format: 'esm',
      metafile: true,
      packages: 'external',
      platform: 'node',
      outdir: 'out',
      write: false,
    });
    const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
    const statically = imports.filter(({ kind }) => kind !== 'dynamic-import');
    const packages = statically.filter(({ external }) => external === true);
    expect(packages.map((found) => found.path)).not.toContain('@nx/devkit');
  });
});
