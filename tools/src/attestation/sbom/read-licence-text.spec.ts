import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLicenceText, renderTextName } from './read-licence-text.ts';

const found = {
  ref: '@a/b@1.0.0',
  folder: 'node_modules/@a/b',
  manifest: { name: '@a/b', version: '1.0.0' },
  imports: [],
};

describe('readLicenceText()', () => {
  let root: string;
  const put = (name: string, text: string) => {
    writeFileSync(join(root, found.folder, name), text);
  };
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'licences-'));
    mkdirSync(join(root, found.folder), { recursive: true });
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it.each(['LICENSE', 'license.md', 'Licence.txt', 'COPYING', 'LICENSE-MIT'])(
    'reads %s',
    (name) => {
      put(name, 'the text');
      expect(readLicenceText(root, found).toString()).toBe('the text');
    },
  );

  it('reads all texts, including the notice of Apache-2.0', () => {
    put('NOTICE', 'by A\n');
    put('LICENSE', 'Apache\n');
    expect(readLicenceText(root, found).toString()).toBe('Apache\n\nby A\n');
  });

  it('keeps the bytes of a text in an old encoding', () => {
    const text = Buffer.from('Copyright J\xf6rg', 'latin1');
    writeFileSync(join(root, found.folder, 'LICENSE'), text);
    expect(readLicenceText(root, found)).toEqual(text);
  });

  it('rejects a package without a text: code and folders with such names do not count', () => {
    put('licensee.js', '');
    put('README.md', 'MIT');
    mkdirSync(join(root, found.folder, 'licenses'));
    mkdirSync(join(root, found.folder, 'LICENSE'));
    expect(() => readLicenceText(root, found)).toThrow(
      'Cannot ship "@a/b@1.0.0": its licence requires that its text is distributed, expected a file LICENSE, COPYING or NOTICE in "node_modules/@a/b"; ask its authors for one, or replace the package',
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
