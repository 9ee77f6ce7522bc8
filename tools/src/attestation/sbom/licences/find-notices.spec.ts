import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNotices } from './find-notices.ts';

describe('findNotices()', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'notices-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const find = (fields: object = {}) =>
    findNotices(folder, { name: 'a', version: '1.0.0', ...fields });

  it.each([
    'Copyright (c) 2014 Brian M. Carlson',
    'Copyright 2012-2020 A',
    'Copyright, 2012, A',
    '(c) 2020 A',
    'MIT © [A](https://example.org)',
    '**MIT** &copy; A',
  ])('finds the line "%s" in a readme', (line) => {
    writeFileSync(join(folder, 'README.md'), `# a\n\n  ${line}\n\n${line}\nmore`);
    expect(find({ author: 'B' })).toEqual([line]);
  });

  it.each([
    'The above copyright notice and this permission notice shall be included in',
    'AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER',
    '(a) first (b) second (c) third',
    `<img src="x"> © ${'x'.repeat(200)}`,
  ])('does not take "%s" for one', (line) => {
    writeFileSync(join(folder, 'readme'), line);
    expect(find()).toEqual([]);
  });

  it.each([
    [{ author: 'A <a@example.org>' }, ['Author: A <a@example.org>']],
    [
      { author: { name: 'A', email: 'a@example.org', url: 'https://example.org' } },
      ['Author: A <a@example.org> (https://example.org)'],
    ],
    [{ author: { url: 'https://example.org' } }, ['Author: (https://example.org)']],
    [{ contributors: ['A', { name: 'B' }, 1] }, ['Contributor: A', 'Contributor: B']],
    [{ author: '', contributors: 'A' }, ['Contributor: A']],
    [{ author: {} }, []],
    [{}, []],
  ])('names the people of %j', (fields, notices) => {
    expect(find(fields)).toEqual(notices);
  });
});
