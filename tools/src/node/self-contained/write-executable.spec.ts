import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from './programs/programs.fixture.ts';
import { writeExecutable } from './write-executable.ts';

describe('writeExecutable()', () => {
  const folder = makeFolder();
  const chunks = ['#!/bin/sh\n', 'echo ', 'runs\n'].map((text) => Buffer.from(text));

  it.each([0o022, 0o077, 0o777])('writes a file that everyone can run under umask %d', (umask) => {
    const path = join(folder, `script-${umask}`);
    const before = process.umask(umask);
    try {
      writeExecutable(path, chunks);
    } finally {
      process.umask(before);
    }
    expect(statSync(path).mode & 0o7777).toBe(0o755);
    expect(execFileSync(path).toString()).toBe('runs\n');
  });

  it('replaces a file as a whole', () => {
    const path = join(folder, 'replaced');
    writeFileSync(
      path,
      'a longer text than the one that comes now, and without the right to run it',
    );
    writeExecutable(path, chunks);
    expect(readFileSync(path, 'utf8')).toBe('#!/bin/sh\necho runs\n');
  });

  it('is not disturbed by another one that writes the same file', () => {
    const path = join(folder, 'shared');
    const disturbed = [...chunks];
    Object.defineProperty(disturbed, 1, {
      get: () => {
        writeExecutable(path, chunks);
        return chunks[1];
      },
    });
    writeExecutable(path, disturbed);
    expect(readFileSync(path, 'utf8')).toBe('#!/bin/sh\necho runs\n');
    expect(readdirSync(folder).filter((name) => name.startsWith('shared.'))).toEqual([]);
  });

  it('leaves nothing behind if it cannot write', () => {
    const path = join(folder, 'occupied');
    mkdirSync(join(path, 'by a folder'), { recursive: true });
    expect(() => {
      writeExecutable(path, chunks);
    }).toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(readdirSync(folder).filter((name) => name.startsWith('occupied.'))).toEqual([]);
  });
});
