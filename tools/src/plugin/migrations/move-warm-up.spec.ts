import { addProjectConfiguration, readJson, updateJson } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { checkOptions } from '../../host/configuration/check-options.ts';
import moveWarmUp from './move-warm-up.ts';

describe('move-warm-up', () => {
  it.each([
    [
      { locales: ['en'], warmUpEnvironment: { PORT: '0' }, warmUpPaths: ['/'] },
      { locales: ['en'], warmUp: { paths: ['/'], environment: { PORT: '0' } } },
    ],
    [{ warmUpPaths: [] }, { warmUp: false }],
    [{ warmUp: { paths: ['/'] } }, { warmUp: { paths: ['/'] } }],
    [
      { warmUp: { paths: ['/'] }, warmUpEnvironment: { A: '1' } },
      { warmUp: { paths: ['/'], environment: { A: '1' } } },
    ],
    [{ omit: ['a'] }, { omit: ['a'] }],
  ])('makes of %j what a build accepts', (tscratch, expected) => {
    const tree = createTreeWithEmptyWorkspace();
    addProjectConfiguration(tree, 'api', { root: 'apps/api' });
    for (const path of ['nx.json', 'apps/api/project.json'])
      updateJson(tree, path, (json: object) => ({ ...json, tscratch }));
    moveWarmUp(tree);
    for (const path of ['nx.json', 'apps/api/project.json']) {
      const { tscratch: options } = readJson<{ tscratch: Record<string, unknown> }>(tree, path);
      expect(options).toEqual(expected);
      expect(() => {
        checkOptions([{ path, options }]);
      }).not.toThrow();
    }
  });

  it('leaves a file that has the new form as it is, comments included', () => {
    const tree = createTreeWithEmptyWorkspace();
    const text = '{\n  // ours\n  "tscratch": { "warmUp": false }\n}\n';
    tree.write('nx.json', text);
    moveWarmUp(tree);
    expect(tree.read('nx.json', 'utf8')).toBe(text);
  });
});
