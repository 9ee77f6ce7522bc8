import { filesContradictionsOf } from './files-contradictions.ts';
import { defaultsOf } from './setting.ts';
import { serverSettings } from './settings.ts';

const defaults = defaultsOf(serverSettings);

describe('filesContradictionsOf()', () => {
  it.each([
    [{}],
    [{ filesRoot: '/srv', filesFallback: '/index.html', filesRules: true }],
    [{ filesRoots: ['/docs=/srv/docs'], filesNotFound: '/404.html', filesCompression: true }],
    [{ filesListing: false, filesCacheControl: 'no-store' }], // harmless without files
  ])('finds none in %j', (settings) => {
    expect(filesContradictionsOf({ ...defaults, ...settings })).toEqual([]);
  });

  it('rejects each setting that has no effect without a directory', () => {
    const settings = { ...defaults, filesFallback: '/index.html', filesRules: true };
    expect(filesContradictionsOf(settings)).toEqual([
      'Cannot apply FILES_FALLBACK="/index.html": no files are served; set FILES_ROOT or FILES_ROOTS, or unset FILES_FALLBACK',
      'Cannot apply FILES_RULES=true: no files are served; set FILES_ROOT or FILES_ROOTS, or unset FILES_RULES',
    ]);
  });
});
