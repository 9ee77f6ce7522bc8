import { parseNodeLock, readNodeLock, renderNodeLock } from './node-lock.ts';

const archives = {
  x64: { name: 'node-v26.13.1-linux-x64.tar.xz', sha256: 'ab'.repeat(32) },
  arm64: { name: 'node-v26.13.1-linux-arm64.tar.gz', sha256: 'cd'.repeat(32) },
};
const fromNpm = { version: '26.12.1', released: '2026-10-21' };
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
  it('says what to do if there is none', () => {
    expect(() => readNodeLock('/no')).toThrow(
      'Cannot read "/no/tools/node/lock.json": no such file; restore it from the repository',
    );
  });
});
