import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNodeLock } from '../../node/archive/node-lock.ts';
import { findNode } from '../../node/runtime/find-node.ts';
import { findReleased, readReleased } from './read-released.ts';

const root = join(import.meta.dirname, '../../../..');

describe('findReleased()', () => {
  const changelog = `# Changelog
## 2026-11-11, Version 26.13.10 'Lithium' (LTS), @someone
## 2026-11-10, Version 26.13.1 'Lithium' (LTS), @someone
The text of ## 2026-01-01, Version 26.9.0 (Current), @someone
`;

  it.each([
    ['26.13.1', '2026-11-10'],
    ['26.13.10', '2026-11-11'],
    ['26.9.0', undefined],
    ['26.13', undefined],
  ])('of %s', (release, day) => {
    expect(findReleased(changelog, release)).toBe(day);
  });
});

describe('tools/node/lock.json', () => {
  it('has the day of the changelog of the pinned Node', () => {
    const { version, released } = readNodeLock(root);
    expect(released).toBe(readReleased(findNode(root, process.arch).path, version));
  });

  it('pins the version of .nvmrc', () => {
    expect(readFileSync(join(root, '.nvmrc'), 'utf8')).toBe(`${readNodeLock(root).version}\n`);
  });
});
