import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, needPrograms } from '../../../testing/describe-with.ts';
import { writeRelease } from './release.fixture.ts';
import { checkArchive, unpackRelease } from './unpack-release.ts';

let place: string;
let staging: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'release '));
  staging = join(place, 'staging');
  mkdirSync(staging);
});
afterEach(() => {
  rmSync(place, { recursive: true });
});

const unpack = (path: string) => unpackRelease(path, staging, process.env);
const FOREIGN = 'expected an official release for Linux with glibc; download node-v';

describe('unpackRelease()', () => {
  it.each(['x64', 'arm64'] as const)('keeps three files of a release for %s', (arch) => {
    const { path } = writeRelease(place, { arch });
    const folder = join(staging, `node-v26.13.1-linux-${arch}`);
    expect(unpack(path)).toEqual({ folder, version: '26.13.1', arch });
    expect(readdirSync(folder, { recursive: true }).toSorted()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'bin',
      'bin/node',
    ]);
  });

  it.each([
    ['a release for another system', { folder: 'node-v26.13.1-darwin-x64' }, 'its folder is "node'],
    ['a release for musl', { folder: 'node-v26.13.1-linux-x64-musl' }, 'its folder is "node-v26'],
    ['a program for musl', { interpreter: '/lib/ld-musl-x86_64.so.1' }, 'its bin/node is for musl'],
    [
      'a program for another processor',
      { machine: 'aarch64' },
      'its bin/node is for aarch64, not for x86-64',
    ],
    [
      'a program of another release',
      { source: 'https://nodejs.org/download/release/v26.12.1/node-v26.12.1.tar.gz' },
      'its bin/node is not the official 26.13.1',
    ],
    [
      'a program that somebody else built',
      { source: 'https://example.org/node-v26.13.1.tar.gz' },
      'its bin/node is not the official 26.13.1',
    ],
    [
      'an archive without the program',
      { members: ['node-v26.13.1-linux-x64/LICENSE', 'node-v26.13.1-linux-x64/CHANGELOG.md'] },
      'it has no bin/node',
    ],
  ] as const)('rejects %s', (_, release, found) => {
    const { path } = writeRelease(place, release);
    expect(() => unpack(path)).toThrow(`Cannot use "${path}": ${found}`);
    expect(() => unpack(path)).toThrow(FOREIGN);
  });

  it('rejects an archive of two releases', () => {
    writeRelease(place, { version: '26.13.0' });
    const names = ['node-v26.13.0-linux-x64', 'node-v26.13.1-linux-x64'];
    const { path } = writeRelease(place, { members: names });
    expect(() => unpack(path)).toThrow(
      'its folder is "node-v26.13.0-linux-x64" and "node-v26.13.1-linux-x64", ',
    );
  });

  it.each([
    ['truncated', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
    ['empty', () => Buffer.alloc(0)],
    ['a web page', () => Buffer.from('<html>404 Not Found</html>')],
  ])('rejects a file that is %s', (_, spoil) => {
    const { path } = writeRelease(place);
    writeFileSync(path, spoil(readFileSync(path)));
    expect(() => unpack(path)).toThrow(/^Cannot (unpack|use) ".*\.tar\.gz": ("|it has no bin)/);
  });
});

describeWith(needPrograms('xz'), 'unpackRelease() of a .tar.xz', () => {
  it('gives the same', () => {
    const { path } = writeRelease(place, { compression: 'xz' });
    expect(unpack(path)).toMatchObject({ version: '26.13.1', arch: 'x64' });
  });

  it('says what is damaged in a truncated one', () => {
    const { path } = writeRelease(place, { compression: 'xz' });
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, bytes.length - 100));
    expect(() => unpack(path)).toThrow(
      `Cannot unpack "${path}": "xz: (stdin): Unexpected end of input", expected the .tar.xz or .tar.gz of an official release`,
    );
  });
});

describe('checkArchive()', () => {
  it('accepts the right digest, and names both for a wrong one', () => {
    const { path, sha256 } = writeRelease(place);
    expect(() => {
      checkArchive(path, sha256);
    }).not.toThrow();
    const expected = 'ab'.repeat(32);
    expect(() => {
      checkArchive(path, expected);
    }).toThrow(
      `Cannot trust "${path}": its sha256 is ${sha256}, expected ${expected}; download it again`,
    );
  });
});
