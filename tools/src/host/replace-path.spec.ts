import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepFolder, replacePath } from './replace-path.ts';

const place = mkdtempSync(join(tmpdir(), 'replace '));
const [path, replacement] = [join(place, 'image.tar'), join(place, 'new')];

type Kind = 'nothing' | 'a file' | 'a folder';

/** A file contains the word; a folder contains a file of that name. */
function write(kind: Kind, at: string, word: string): void {
  if (kind === 'a folder') mkdirSync(at);
  if (kind !== 'nothing') writeFileSync(kind === 'a file' ? at : join(at, word), word);
}

beforeEach(() => {
  for (const name of readdirSync(place)) rmSync(join(place, name), { recursive: true });
});
afterAll(() => {
  rmSync(place, { recursive: true });
});

describe('replacePath()', () => {
  it.each(['nothing', 'a file', 'a folder'] as const)('replaces %s with a file', (old) => {
    write(old, path, 'old');
    write('a file', replacement, 'new');
    replacePath(path, replacement);
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(place)).toEqual(['image.tar']);
  });

  it.each(['nothing', 'a file', 'a folder'] as const)('replaces %s with a folder', (old) => {
    write(old, path, 'old');
    write('a folder', replacement, 'new');
    replacePath(path, replacement);
    expect(readdirSync(path)).toEqual(['new']);
    expect(readdirSync(place)).toEqual(['image.tar']);
  });

  it.each(['a file', 'a folder'] as const)('keeps %s if the replacement is missing', (old) => {
    write(old, path, 'old');
    expect(() => {
      replacePath(path, replacement);
    }).toThrow('ENOENT');
    expect(readdirSync(place)).toEqual(['image.tar']);
  });
});

describe('keepFolder()', () => {
  it.each([
    ['nothing', 'a folder', ['new']],
    ['a folder', 'a folder', ['old']],
    ['a folder', 'nothing', ['old']],
  ] as const)('keeps of %s and %s the first that is complete', (old, next, expected) => {
    write(old, path, 'old');
    write(next, replacement, 'new');
    keepFolder(path, replacement, 'old');
    expect(readdirSync(path)).toEqual(expected);
  });

  it('replaces a folder that is not complete', () => {
    write('a folder', path, 'half');
    write('a folder', replacement, 'new');
    keepFolder(path, replacement, 'new');
    expect(readdirSync(path)).toEqual(['new']);
  });

  it('fails if there is neither', () => {
    expect(() => {
      keepFolder(path, replacement, 'new');
    }).toThrow('ENOENT');
  });
});
