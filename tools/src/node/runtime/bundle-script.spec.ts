import { join } from 'node:path';
import { bundleScript } from './bundle-script.ts';

const script = bundleScript(join(import.meta.dirname, 'bootstrap.ts'));

describe('bundleScript()', () => {
  it('bundles the bootstrap with what it imports', () => {
    expect(script).toContain('function parseAppFile');
  });

  it('does not name its source files, whose place must not reach the runtime layer', () => {
    expect(script).not.toMatch(/\.ts\b/);
  });
});
