import { join } from 'node:path';
import { bundleScript } from './bundle-script.ts';

const script = bundleScript(join(import.meta.dirname, 'bootstrap.ts'));

describe('bundleScript()', () => {
  it('bundles the bootstrap with its imports', () => {
    expect(script).toContain('function parseAppFile');
  });

  it('does not contain the paths of its source files, which must not affect the runtime layer', () => {
    expect(script).not.toMatch(/\.ts\b/);
  });
});
