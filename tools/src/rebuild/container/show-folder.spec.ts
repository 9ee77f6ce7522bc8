import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { showFolder } from './show-folder.ts';

describe('showFolder()', () => {
  const folder = mkdtempSync(join(tmpdir(), 'show folder '));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('lets all read what a umask has hidden, and changes nothing else', () => {
    mkdirSync(join(folder, 'src'));
    for (const name of ['src/run', 'src/main.ts']) writeFileSync(join(folder, name), '');
    symlinkSync('nowhere', join(folder, 'src/link'));
    for (const name of ['', 'src', 'src/run']) chmodSync(join(folder, name), 0o700);
    chmodSync(join(folder, 'src/main.ts'), 0o600);
    showFolder(folder);
    const names = ['', 'src', 'src/run', 'src/main.ts'];
    const modes = names.map((name) => lstatSync(join(folder, name)).mode & 0o777);
    expect(modes).toEqual([0o755, 0o755, 0o755, 0o644]);
  });
});
