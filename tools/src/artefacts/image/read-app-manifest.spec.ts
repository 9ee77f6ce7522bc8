import { workspacePath } from '../../../testing/workspace.ts';
import { join } from 'node:path';
import { findAppManifest, readAppManifest } from './read-app-manifest.ts';

describe('readAppManifest()', () => {
  it.each(['server-scratch', 'server-vps'])(
    'finds everything that an image needs for %s',
    (app) => {
      expect(readAppManifest(workspacePath, `apps/${app}/package.json`).license).toBe('MIT');
    },
  );

  it('says what to write if the file is missing', () => {
    expect(() => readAppManifest(workspacePath, 'apps/shop/package.json')).toThrow(
      'Cannot read "apps/shop/package.json": no such file; write it, with "version", "description" and "license", or correct the option "manifestPath"',
    );
  });
});

describe('findAppManifest()', () => {
  it.each([
    ['apps/server-vps', '0.1.0', 'the project'],
    ['apps/no-such-app', '0.1.0', 'the workspace'],
  ])('describes %s by version %s of %s', (folder, version) => {
    expect(findAppManifest(workspacePath, folder).version).toBe(version);
  });

  it('needs no package.json', () => {
    expect(findAppManifest(join(import.meta.dirname, 'no-such-folder'), '.').version).toBe('0.0.0');
  });
});
