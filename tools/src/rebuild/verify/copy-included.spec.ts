import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { copyIncluded } from './copy-included.ts';

let root: string;
let copy: string;
function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
beforeEach(() => {
  const place = mkdtempSync(join(tmpdir(), 'copy included '));
  [root, copy] = [join(place, 'shop'), join(place, 'copy')];
  const tscratch = { include: ['generated', 'views', 'missing'] };
  write(join(root, 'api/package.json'), JSON.stringify({ tscratch }));
  write(join(root, 'api/generated/a.html'), 'ignored');
  write(join(root, 'api/views/b.html'), 'changed since');
  write(join(root, 'api/public/c.css'), 'of the command line');
  write(join(copy, 'api/views/b.html'), 'tracked');
});
afterEach(() => {
  rmSync(dirname(root), { recursive: true });
});

describe('copyIncluded()', () => {
  it('copies what git has left out, and says what', () => {
    const include = ['public'];
    expect(copyIncluded({ root, folder: 'api', include }, copy)).toEqual([
      'api/generated/a.html',
      'api/public/c.css',
    ]);
    expect(readFileSync(join(copy, 'api/generated/a.html'), 'utf8')).toBe('ignored');
    expect(readFileSync(join(copy, 'api/views/b.html'), 'utf8')).toBe('tracked');
  });

  it('copies nothing that the program does not include', () => {
    copyIncluded({ root, folder: 'api', include: undefined }, copy);
    expect(existsSync(join(copy, 'api/public'))).toBe(false);
  });
});
