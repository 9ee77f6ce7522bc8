import { createTestClock } from '../../testing/test-clock.ts';
import { httpUrl, list } from './kinds.ts';
import { createLiveSettings } from './live-settings.ts';
import { declare } from './setting.ts';

const settings = createLiveSettings({
  declared: {
    url: declare({ env: 'URL', kind: httpUrl, default: undefined, isMutable: true, doc: '' }),
    urls: declare({ env: 'URLS', kind: list(httpUrl), default: [], isMutable: true, doc: '' }),
  },
  settings: { url: undefined, urls: [] },
  sources: { url: { from: 'default' }, urls: { from: 'default' } },
  clock: createTestClock(),
});

describe('change()', () => {
  it.each([
    ['URL', 'Cannot read URL="http://******@a": '],
    ['URLS', 'Cannot read "http://******@a" in URLS="http://******@a": '],
  ])('hides the password of a URL that it refuses for %s, as the start does', (env, sentence) => {
    expect(settings.change({ [env]: 'http://user:hunter2@a' })).toEqual([
      expect.stringContaining(sentence),
    ]);
  });
});

describe('changes()', () => {
  it('has the text of each changed setting, and null for the others', () => {
    expect(settings.changes()).toEqual({ URL: null, URLS: null });
    settings.change({ URLS: 'http://a/,http://b/' });
    expect(settings.changes()).toEqual({ URL: null, URLS: 'http://a/,http://b/' });
  });
});
