import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestIncluded } from './digest-included.ts';

const root = mkdtempSync(join(tmpdir(), 'my included-'));
const write = (path: string, text: string): void => {
  writeFileSync(join(root, path), text);
};

beforeEach(() => {
  mkdirSync(join(root, 'apps/api/generated'), { recursive: true });
  write('.gitignore', 'generated');
  write('apps/api/package.json', '{ "tscratch": { "include": ["generated"] } }');
  write('apps/api/generated/a.html', 'one');
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

const digest = () => digestIncluded(root, 'apps/api');

describe('digestIncluded()', () => {
  it.each([
    [
      'another content',
      () => {
        write('apps/api/generated/a.html', 'two');
      },
    ],
    [
      'another file',
      () => {
        write('apps/api/generated/b.html', '');
      },
    ],
    [
      'a file less',
      () => {
        rmSync(join(root, 'apps/api/generated/a.html'));
      },
    ],
    [
      'another declaration',
      () => {
        write('apps/api/package.json', '{ "tscratch": {} }');
      },
    ],
  ])('is another one for %s', (_, change) => {
    const before = digest();
    change();
    expect(digest()).not.toBe(before);
  });

  it('is the same for the same files', () => {
    const before = digest();
    write('apps/api/generated/a.html', 'one');
    expect(digest()).toBe(before);
  });

  it('leaves mistakes to the build', () => {
    write('apps/api/package.json', '{ "tscratch": { "include": ["missing"] } }');
    expect(digest()).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is what the script prints', () => {
    const script = join(import.meta.dirname, 'print-included.ts');
    const text = execFileSync(process.execPath, [script, 'apps/api'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(text).toBe(`${digest()}\n`);
  });
});
