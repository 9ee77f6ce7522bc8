import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findSubject } from './find-subject.ts';

const root = mkdtempSync(join(tmpdir(), 'subject with space-'));
const files = {
  'plain/package.json': '{ "name": "@acme/Shop", "main": "dist/start.js", "private": true }',
  'plain/package-lock.json': '{}',
  'plain/src/start.ts': '',
  'plain/scripts/job.ts': '',
  'mono/pnpm-workspace.yaml': 'packages: [packages/*]',
  'mono/packages/api/package.json': '{ "name": "api" }',
  'mono/packages/api/src/index.ts': '',
  'mono/packages/said/package.json': '{ "name": "said", "tscratch": { "main": "lib/go.js" } }',
  'mono/packages/said/lib/go.js': '',
  'alone/main.ts': '',
  'empty/package.json': '{ "name": "empty" }',
};
for (const [path, text] of Object.entries(files)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}
afterAll(() => {
  rmSync(root, { recursive: true });
});

describe('findSubject()', () => {
  it.each([
    ['plain', undefined, { root: 'plain', folder: '.', main: 'src/start.ts', name: 'shop' }],
    [
      'plain',
      'scripts/job.ts',
      { root: 'plain', folder: '.', main: 'scripts/job.ts', name: 'job' },
    ],
    ['plain/src', 'start.ts', { root: 'plain', folder: '.', main: 'src/start.ts', name: 'start' }],
    [
      'mono',
      'packages/api',
      { root: 'mono', folder: 'packages/api', main: 'packages/api/src/index.ts', name: 'api' },
    ],
    [
      'mono/packages/said',
      '.',
      { root: 'mono', folder: 'packages/said', main: 'packages/said/lib/go.js', name: 'said' },
    ],
    ['.', 'alone/main.ts', { root: 'alone', folder: '.', main: 'main.ts', name: 'main' }],
    ['alone', undefined, { root: 'alone', folder: '.', main: 'main.ts', name: 'alone' }],
  ])('finds in %s, by %s', (current, entry, { root: top, ...found }) => {
    expect(findSubject(entry, join(root, current))).toEqual({ root: join(root, top), ...found });
  });

  it.each([
    ['plain', 'src/strat.ts', 'Cannot find "src/strat.ts": no such file or folder, expected the'],
    ['empty', undefined, 'Cannot bundle "empty": no file that starts it is known; write, for'],
  ])('refuses in %s: %s', (current, entry, message) => {
    expect(() => findSubject(entry, join(root, current))).toThrow(message);
  });
});
