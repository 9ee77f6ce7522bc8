import { applySharedOptions } from './apply-shared-options.ts';

interface Options {
  readonly locales?: string;
  readonly arch?: string;
}

describe('applySharedOptions()', () => {
  const nxJson = { tscratch: { locales: 'en' }, namedInputs: {} };

  it.each<[string, Options, object, Options]>([
    ['completes the options of a target', { arch: 'x64' }, nxJson, { arch: 'x64', locales: 'en' }],
    ['lets an option of the target win', { locales: 'all' }, nxJson, { locales: 'all' }],
    ['changes nothing in a workspace that shares none', { arch: 'x64' }, {}, { arch: 'x64' }],
  ])('%s', (_, options, json, expected) => {
    expect(applySharedOptions(options, json)).toEqual(expected);
  });
});
