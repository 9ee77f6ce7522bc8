import { parseBundleOptions, readBundleOptions } from './read-bundle-options.ts';
import { Workspace } from './workspace.fixture.ts';

describe('readBundleOptions()', () => {
  const workspace = new Workspace();
  afterAll(() => {
    workspace.remove();
  });

  it('adds up what the workspace and the app declare', () => {
    const declare = (tscratch: object): string => JSON.stringify({ tscratch });
    workspace.write({
      'nx.json': declare({
        external: ['sharp'],
        knownGaps: { express: 'no view engine' },
        locales: ['en'],
      }),
      'apps/shop/project.json': declare({ omit: ['cpu-features'] }),
      'apps/shop/package.json': declare({
        external: ['@aws-sdk/*'],
        knownGaps: { 'src/plugins.ts': 'off' },
      }),
      'apps/other/package.json': declare({ omit: ['never'] }),
    });
    expect(readBundleOptions(workspace.folder, 'apps/shop')).toEqual({
      external: [
        { name: 'sharp', declaredIn: 'nx.json' },
        { name: '@aws-sdk/*', declaredIn: 'apps/shop/package.json' },
      ],
      include: [],
      knownGaps: { express: 'no view engine', 'src/plugins.ts': 'off' },
      omit: ['cpu-features'],
    });
  });
});

describe('parseBundleOptions()', () => {
  it.each([
    [{}, { external: [], include: [], knownGaps: {}, omit: [] }],
    [{ omit: ['a'] }, { external: [], include: [], knownGaps: {}, omit: ['a'] }],
  ])('accepts %j', (options, expected) => {
    expect(parseBundleOptions({ path: 'package.json', options })).toEqual(expected);
  });
});
