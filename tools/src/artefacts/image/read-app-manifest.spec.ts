import { workspacePath } from '../../../testing/workspace.ts';
import { readAppManifest } from './read-app-manifest.ts';

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
