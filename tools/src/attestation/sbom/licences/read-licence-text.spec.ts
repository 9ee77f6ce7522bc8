import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLicenceText, renderTextName } from './read-licence-text.ts';

const found = {
  ref: '@a/b@1.0.0',
  folder: 'node_modules/@a/b',
  manifest: { name: '@a/b', version: '1.0.0', license: 'MIT', author: 'A' },
  imports: [],
};

let root: string;
const put = (name: string, text: string | Buffer) => {
  writeFileSync(join(root, found.folder, name), text);
};
const read = (terms: readonly string[], texts: ReadonlyMap<string, string> = new Map()) =>
  readLicenceText({ root, found, terms, texts });
const standard = (licence: string) =>
  readFileSync(join(import.meta.dirname, `standard-texts/${licence}.txt`), 'utf8');

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'licences-'));
  mkdirSync(join(root, found.folder), { recursive: true });
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

describe('readLicenceText() of a package that has its text', () => {
  it.each([
    'LICENSE',
    'license.md',
    'Licence.txt',
    'LICENSES',
    'COPYING',
    'COPYRIGHT',
    'LICENSE-MIT',
    'MIT-LICENSE.txt',
    'UNLICENSE',
  ])('reads %s', (name) => {
    put(name, 'the text');
    const { bytes, ...others } = read(['MIT']);
    expect(bytes?.toString()).toBe('the text');
    expect(others).toEqual({ isStandard: false, missing: [] });
  });

  it('reads all texts, including the notice of Apache-2.0', () => {
    put('NOTICE', 'by A\n');
    put('LICENSE', 'Apache\n');
    expect(read(['Apache-2.0']).bytes?.toString()).toBe('Apache\n\nby A\n');
  });

  it('keeps the bytes of a text in an old encoding', () => {
    const text = Buffer.from('Copyright J\xf6rg', 'latin1');
    put('LICENSE', text);
    expect(read(['MIT']).bytes).toEqual(text);
  });

  it('adds the text that the app names', () => {
    put('LICENSE', 'see our site\n');
    writeFileSync(join(root, 'b.txt'), 'the text\n');
    const { bytes } = read(['MIT'], new Map([['@a/b@1.0.0', 'b.txt']]));
    expect(bytes?.toString()).toBe('see our site\n\nthe text\n');
  });

  it('says where the source is, as MPL-2.0 requires', () => {
    put('LICENSE', 'the text\n');
    expect(read(['MPL-2.0']).bytes?.toString()).toBe(
      'The source code of @a/b@1.0.0: npm pack @a/b@1.0.0\n\nthe text\n',
    );
  });
});

describe('readLicenceText() of a package without a text', () => {
  it('reads the standard text, below the copyright of the package', () => {
    put('README.md', '# b\nCopyright (c) 2014 A\n');
    const { bytes, ...others } = read(['MIT']);
    expect(others).toEqual({ isStandard: true, missing: [] });
    expect(bytes?.toString()).toBe(
      [
        '@a/b@1.0.0 declares the licence MIT in its package.json and contains no text of it.',
        'This is the standard text of MIT.',
        '',
        'Copyright (c) 2014 A',
        '',
        standard('MIT'),
      ].join('\n'),
    );
  });

  it('says that the package names nobody, if that is so', () => {
    const manifest = { name: '@a/b', version: '1.0.0', license: 'MIT' };
    const { bytes } = readLicenceText({
      root,
      terms: ['MIT'],
      texts: new Map(),
      found: { ...found, manifest },
    });
    expect(bytes?.toString()).toContain(
      '\n\nThe package names no holder of its copyright.\n\nMIT License\n',
    );
  });

  it('reads the text of each term, and the notice', () => {
    put('NOTICE', 'by A\n');
    const texts = ['Author: A\n', standard('Apache-2.0'), standard('ISC'), 'by A\n'];
    expect(read(['Apache-2.0', 'ISC']).bytes?.toString().endsWith(texts.join('\n'))).toBe(true);
  });

  it('does not take code and folders with such names for a text', () => {
    put('licensee.js', '');
    put('license.js', '');
    put('licenses.json', '');
    mkdirSync(join(root, found.folder, 'licenses'));
    mkdirSync(join(root, found.folder, 'LICENSE'));
    expect(read(['MIT']).isStandard).toBe(true);
  });

  it('says where the source is, as MPL-2.0 requires', () => {
    const manifest = { ...found.manifest, repository: { url: 'https://example.org/b.git' } };
    const terms = ['MPL-2.0'];
    const { bytes } = readLicenceText({
      root,
      terms,
      texts: new Map(),
      found: { ...found, manifest },
    });
    expect(bytes?.toString()).toMatch(
      /^The source code of @a\/b@1\.0\.0: npm pack @a\/b@1\.0\.0, and https:\/\/example\.org\/b\.git\n/,
    );
  });

  it.each(['GPL-3.0-only', 'Apache-2.0 WITH LLVM-exception'])('lacks that of %s', (term) => {
    expect(read(['MIT', term])).toEqual({ bytes: undefined, isStandard: false, missing: [term] });
  });

  it.each(['GPL-3.0-only', '@a/b@1.0.0'])('reads the one that the app names for %s', (key) => {
    writeFileSync(join(root, 'text.txt'), 'the text\n');
    const { bytes, missing } = read(['GPL-3.0-only'], new Map([[key, 'text.txt']]));
    expect(bytes?.toString().endsWith('the text\n')).toBe(true);
    expect(missing).toEqual([]);
  });

  it('has none if the app allows the package by its name', () => {
    expect(read([])).toEqual({ bytes: undefined, isStandard: false, missing: [] });
  });

  it('rejects a text that the app names and that does not exist', () => {
    expect(() => read(['MIT'], new Map([['@a/b@1.0.0', 'licences/b.txt']]))).toThrow(
      'Cannot read "licences/b.txt": no such file; correct it in "texts" of "licences" of "tscratch"',
    );
  });
});

describe('renderTextName()', () => {
  it.each([
    ['ms@2.1.3', 'ms@2.1.3.txt'],
    ['@a/b@1.0.0', '@a+b@1.0.0.txt'],
  ])('names the text of %s', (ref, name) => {
    expect(renderTextName({ ref })).toBe(name);
  });
});
