import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { workspacePath } from '../../../testing/workspace.ts';
import {
  findArchives,
  parseNodeLock,
  PROJECT_LOCK,
  readNodeLock,
  renderNodeLock,
} from './node-lock.ts';

const archives = {
  x64: { name: 'node-v26.13.1-linux-x64.tar.xz', sha256: 'ab'.repeat(32) },
  arm64: { name: 'node-v26.13.1-linux-arm64.tar.gz', sha256: 'cd'.repeat(32) },
};
const digest = `sha512-${'A'.repeat(86)}==`;
const integrity = { x64: digest, arm64: digest };
const fromNpm = { version: '26.12.1', released: '2026-10-21', integrity };
const fromArchives = { version: '26.13.1', released: '2026-11-11', archives };

describe('parseNodeLock()', () => {
  it.each([[fromNpm], [fromArchives]])('reads what renderNodeLock() writes: %j', (lock) => {
    expect(parseNodeLock(renderNodeLock(lock), 'lock.json')).toEqual(lock);
  });

  it.each([
    [
      '{',
      /^Cannot read "lock.json": .*JSON.*, expected the lock of Node; restore it from the repository$/,
    ],
    ['null', '"version" is not a release'],
    [JSON.stringify({ ...fromNpm, version: 'v26.12.1' }), '"version" is not a release'],
    [JSON.stringify({ ...fromNpm, released: 'today' }), '"released" is not a day'],
    [
      JSON.stringify({ ...fromNpm, integrity: undefined }),
      '"integrity.x64" is not sha512- and base64',
    ],
    [
      JSON.stringify({ ...fromNpm, integrity: { x64: digest, arm64: 'sha1-AAAA' } }),
      '"integrity.arm64" is not sha512- and base64',
    ],
    [JSON.stringify({ ...fromNpm, archives: null }), '"archives" is not an object'],
    [
      JSON.stringify({ ...fromNpm, archives: { x64: archives.x64 } }),
      '"archives.arm64.name" is not a file name',
    ],
    [
      JSON.stringify({ ...fromNpm, archives: { ...archives, x64: { name: '../a', sha256: '' } } }),
      '"archives.x64.name" is not a file name',
    ],
    [
      JSON.stringify({ ...fromNpm, archives: { ...archives, x64: { name: 'a', sha256: 'AB' } } }),
      '"archives.x64.sha256" is not 64 lower-case hexadecimal digits',
    ],
  ])('rejects %j', (text, message) => {
    expect(() => parseNodeLock(text, 'lock.json')).toThrow(message);
  });
});

describe('readNodeLock()', () => {
  const root = mkdtempSync(join(tmpdir(), 'my shop '));
  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  it('says what to do if there is none', () => {
    expect(() => readNodeLock('/no', '/no/tools')).toThrow(
      'Cannot read "/no/tools/node/lock.json": no such file; restore it from the repository',
    );
  });

  it('reads the lock of the tools, wherever the project is', () => {
    expect(readNodeLock(root)).toEqual(readNodeLock(workspacePath));
    expect(findArchives(root)).toBe(join(workspacePath, 'tools/node/archives'));
  });

  it('prefers the lock of the project, and the archives next to it', () => {
    mkdirSync(dirname(join(root, PROJECT_LOCK)), { recursive: true });
    writeFileSync(join(root, PROJECT_LOCK), renderNodeLock(fromArchives));
    expect(readNodeLock(root)).toEqual(fromArchives);
    expect(findArchives(root)).toBe(join(root, 'tscratch/node/archives'));
  });
});
