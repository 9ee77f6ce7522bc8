import { parseAppManifest } from './parse-app-manifest.ts';

const LEAST = { version: '1.2.3', description: 'A shop', license: 'MIT' };
const NOTHING_MORE = { repository: undefined, homepage: undefined, author: undefined };

const parse = (fields: object) => parseAppManifest(JSON.stringify(fields), 'shop/package.json');

describe('parseAppManifest()', () => {
  it('returns the fields that an image needs, and no others', () => {
    expect(parse({ ...LEAST, private: true })).toEqual({ ...LEAST, ...NOTHING_MORE });
  });

  it('needs nothing', () => {
    const none = { description: undefined, license: undefined };
    expect(parse({})).toEqual({ version: '0.0.0', ...none, ...NOTHING_MORE });
  });

  it('accepts text in any script', () => {
    expect(parse({ ...LEAST, description: 'Ein Lädchen für 茶' }).description).toBe(
      'Ein Lädchen für 茶',
    );
  });

  it.each([
    ['repository', 'https://example.org/shop.git', 'https://example.org/shop.git'],
    ['repository', { type: 'git', url: 'git+https://example.org/a' }, 'https://example.org/a'],
    ['homepage', 'https://example.org', 'https://example.org'],
    ['author', 'Ada <ada@example.org>', 'Ada <ada@example.org>'],
    ['author', { name: 'Ada', email: 'ada@example.org' }, 'Ada'],
  ])('reads "%s" of %j', (field, value, found) => {
    expect(parse({ ...LEAST, [field]: value })).toEqual({
      ...LEAST,
      ...NOTHING_MORE,
      [field]: found,
    });
  });

  it.each([
    ['version', 1, '1', 'one line of text', '1.0.0'],
    ['version', '', '""', 'one line of text', '1.0.0'],
    ['version', '1.0\nIMAGE_REVISION=x', '"1.0\\nIMAGE_REVISION=x"', 'one line of text', '1.0.0'],
    ['description', ' ', '" "', 'one line of text', 'What the server does'],
    ['description', 'a\u2028b', '"a\u2028b"', 'one line of text', 'What the server does'],
    ['description', 'a\u001b[31m', '"a\\u001b[31m"', 'one line of text', 'What the server does'],
    ['license', null, 'null', 'one line of text', 'MIT'],
    ['repository', 'team/shop', '"team/shop"', 'a URL', 'https://example.org/team/server.git'],
    ['repository', {}, '{}', 'a URL', 'https://example.org/team/server.git'],
    ['homepage', 7, '7', 'a URL', 'https://example.org/server'],
    ['author', { name: 'A\nB' }, '{"name":"A\\nB"}', 'one line of text', 'Team <team@example.org>'],
  ])('rejects "%s" of %j and says what to write', (field, value, found, expected, example) => {
    expect(() => parse({ ...LEAST, [field]: value })).toThrow(
      `Cannot describe the app by "shop/package.json": its "${field}" is ${found}, expected ${expected}; write, for example, "${field}": "${example}"`,
    );
  });

  it.each([
    ['', 'Unexpected end of JSON input'],
    ['{', "Expected property name or '}' in JSON at position 1 (line 1 column 2)"],
    ['null', 'it is null'],
    ['7', 'it is 7'],
  ])('rejects the text %j', (text, reason) => {
    expect(() => parseAppManifest(text, 'shop/package.json')).toThrow(
      `Cannot read "shop/package.json": ${reason}, expected the JSON of a package.json; correct it`,
    );
  });
});
