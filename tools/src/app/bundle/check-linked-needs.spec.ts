import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { Workspace } from './workspace.fixture.ts';

const manifest = (name: string, dependencies: Record<string, string> = {}): string =>
  JSON.stringify({ name, version: '1.0.0', dependencies });

describe('external packages in the layout of pnpm', () => {
  let workspace: Workspace;
  beforeEach(() => {
    const store = 'node_modules/.pnpm';
    workspace = new Workspace().write({
      'package.json': JSON.stringify({ tscratch: { external: ['one'] } }),
      'main.cjs': `console.log(require('one'));`,
      [`${store}/one@1/node_modules/one/package.json`]: manifest('one', { two: '1' }),
      [`${store}/one@1/node_modules/one/index.js`]: `module.exports = require('two');`,
      [`${store}/two@1/node_modules/two/package.json`]: manifest('two', { three: '1' }),
      [`${store}/two@1/node_modules/two/index.js`]: `module.exports = require('three');`,
      [`${store}/three@1/node_modules/three/package.json`]: manifest('three'),
      [`${store}/three@1/node_modules/three/index.js`]: `module.exports = 'three';`,
      [`${store}/node_modules/.keep`]: '',
    });
    link('.pnpm/one@1/node_modules/one', 'node_modules/one');
    link('../../two@1/node_modules/two', `${store}/one@1/node_modules/two`);
    link('../../three@1/node_modules/three', `${store}/two@1/node_modules/three`);
  });
  afterEach(() => {
    workspace.remove();
  });

  function link(target: string, path: string): void {
    symlinkSync(target, join(workspace.folder, path));
  }

  it('are refused if what they need is found only through symlinks', async () => {
    const { errors } = await workspace.bundle('main.cjs');
    expect(errors).toEqual([
      expect.stringMatching(/^Cannot take node_modules\/.*, is where only a symlink of/),
    ]);
  });

  it('are files of the program if all that they need is found without', async () => {
    link('.pnpm/two@1/node_modules/two', 'node_modules/two');
    link('.pnpm/three@1/node_modules/three', 'node_modules/three');
    const { errors, files } = await workspace.bundle('main.cjs');
    expect(errors).toEqual([]);
    expect(Object.keys(files)).toContain('node_modules/three/index.js');
  });
});
