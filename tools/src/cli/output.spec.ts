import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyPackage } from './output.ts';

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'output '));
});
afterEach(() => {
  rmSync(place, { recursive: true });
});

function writePackage(folder: string, files: Readonly<Record<string, string>>): string {
  const path = join(place, folder);
  mkdirSync(path, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(path, name), text);
  const sums = Object.entries(files).map(
    ([name, text]) => `${createHash('sha256').update(text).digest('hex')}  ${name}\n`,
  );
  writeFileSync(join(path, 'SHA256SUMS'), sums.join(''));
  return path;
}

describe('copyPackage()', () => {
  it('removes what an earlier release has written, and nothing else', () => {
    const output = writePackage('output', {
      'api_1.0.0.deb': 'one',
      api: 'old',
      'mine.deb': 'mine',
    });
    writeFileSync(join(output, 'mine.deb'), 'changed by somebody');
    writeFileSync(join(output, 'notes.txt'), 'of somebody');
    copyPackage(writePackage('new', { 'api_1.1.0.deb': 'two', api: 'new' }), output);
    expect(readdirSync(output).toSorted()).toEqual([
      'SHA256SUMS',
      'api',
      'api_1.1.0.deb',
      'mine.deb',
      'notes.txt',
    ]);
    expect(readFileSync(join(output, 'api'), 'utf8')).toBe('new');
  });

  it('copies into an empty folder', () => {
    const output = join(place, 'output');
    mkdirSync(output);
    copyPackage(writePackage('new', { api: 'new' }), output);
    expect(readdirSync(output).toSorted()).toEqual(['SHA256SUMS', 'api']);
  });

  it('removes nothing outside the folder', () => {
    writeFileSync(join(place, 'precious'), 'one');
    const output = writePackage('output', { '../precious': 'one' });
    copyPackage(writePackage('new', { api: 'new' }), output);
    expect(readFileSync(join(place, 'precious'), 'utf8')).toBe('one');
  });
});
