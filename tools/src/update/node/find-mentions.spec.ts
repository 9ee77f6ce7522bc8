import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../../testing/program.ts';
import { findLines, findMentions } from './find-mentions.ts';

describe('findMentions()', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'mentions '));
  afterAll(() => {
    rmSync(cwd, { recursive: true });
  });

  it('reads the documents that git tracks, and skips removed ones', () => {
    for (const name of ['kept.md', 'removed.md', 'notes.txt'])
      writeFileSync(join(cwd, name), 'Node\n26.10.0\n');
    runProgram('git', ['-C', cwd, 'init', '--quiet']);
    runProgram('git', ['-C', cwd, 'add', '--all']);
    rmSync(join(cwd, 'removed.md'));
    writeFileSync(join(cwd, 'unknown.md'), '26.10.0\n');
    expect(findMentions({ cwd, env: process.env }, '26.10.0')).toEqual(['kept.md:2']);
  });
});

describe('findLines()', () => {
  it.each([
    ['Node 26.10.0', [1]],
    ['Node 26.10, its loader', [1]],
    ['one\n"node": "26.10.0",\nthree\nv26.10', [2, 4]],
    ['at the end of a sentence: 26.10.', [1]],
  ])('finds 26.10.0 in %j', (text, lines) => {
    expect(findLines(text, '26.10.0')).toEqual(lines);
  });

  it.each(['26.1.0', '26.100', '26.10.1', '126.10.0', '1.26.10', '26010', ''])(
    'does not match %j',
    (text) => {
      expect(findLines(text, '26.10.0')).toEqual([]);
    },
  );
});
