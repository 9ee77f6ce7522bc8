import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBuilder } from './read-builder.ts';

const workspace = join(import.meta.dirname, '../../..');
const lockPath = join(workspace, 'package-lock.json');

describe('readBuilder()', () => {
  it('changes the key of the dependencies, not of the image, with the lock file', () => {
    const root = mkdtempSync(join(tmpdir(), 'builder '));
    cpSync(lockPath, join(root, 'package-lock.json'));
    const before = readBuilder(root);
    writeFileSync(join(root, 'package-lock.json'), '{}');
    const after = readBuilder(root);
    rmSync(root, { recursive: true });
    expect(after.imageKey).toBe(before.imageKey);
    expect(after.dependenciesKey).not.toBe(before.dependenciesKey);
    expect(before.imageKey).toMatch(/^[0-9a-f]{12}$/);
  });
});

describe('package-lock.json', () => {
  it('puts every package below the one node_modules that the builder mounts', () => {
    const lock = JSON.parse(readFileSync(lockPath, 'utf8')) as { packages: object };
    const nested = Object.keys(lock.packages).filter((path) =>
      /^(apps|libs|tools)\b.*node_modules/.test(path),
    );
    expect(nested).toEqual([]);
  });
});
