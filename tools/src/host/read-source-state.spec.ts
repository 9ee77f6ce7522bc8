import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEpoch, readSourceState } from './read-source-state.ts';

describe('readSourceState()', () => {
  const { PATH } = process.env;
  const root = mkdtempSync(join(tmpdir(), 'source-'));
  const git = (...args: string[]): string =>
    execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      env: {
        PATH,
        GIT_AUTHOR_NAME: 'a',
        GIT_AUTHOR_EMAIL: 'a@example.org',
        GIT_COMMITTER_NAME: 'a',
        GIT_COMMITTER_EMAIL: 'a@example.org',
        GIT_COMMITTER_DATE: '1700000000 +0900',
      },
    }).trim();

  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  it('returns 0 and no revision outside a repository', () => {
    expect(readSourceState(root, { PATH })).toEqual({ epochSeconds: 0, revision: undefined });
  });

  it('returns the same there if git is not installed', () => {
    const without = { PATH: '/nonexistent' };
    expect(readSourceState(root, without)).toEqual({ epochSeconds: 0, revision: undefined });
  });

  it('returns the same before the first commit', () => {
    git('init', '--quiet');
    expect(readSourceState(root, { PATH })).toEqual({ epochSeconds: 0, revision: undefined });
  });

  it('reads time and revision of the commit, and marks a changed tree', () => {
    git('commit', '--quiet', '--allow-empty', '--message=first');
    const commit = git('rev-parse', 'HEAD');
    expect(readSourceState(root, { PATH })).toEqual({
      epochSeconds: 1_700_000_000,
      revision: commit,
    });
    writeFileSync(join(root, 'new'), '');
    expect(readSourceState(root, { PATH }).revision).toBe(`${commit}-dirty`);
  });

  it('detects a new file regardless of the configuration of git', () => {
    git('config', 'status.showUntrackedFiles', 'no');
    git('config', 'log.showSignature', 'true');
    expect(readSourceState(root, { PATH })).toEqual({
      epochSeconds: 1_700_000_000,
      revision: `${git('rev-parse', 'HEAD')}-dirty`,
    });
  });

  it('reads the repository of the folder, not the one whose git hook is running', () => {
    const hook = { GIT_DIR: '/nonexistent', GIT_INDEX_FILE: '/nonexistent/index' };
    expect(readSourceState(root, { PATH, ...hook })).toEqual(readSourceState(root, { PATH }));
  });

  it('prefers the environment, as in a container without the repository', () => {
    expect(readSourceState(root, { PATH, SOURCE_DATE_EPOCH: '7', SOURCE_REVISION: '' })).toEqual({
      epochSeconds: 7,
      revision: undefined,
    });
  });

  it('fails if git is not installed', () => {
    expect(() => readSourceState(root, { PATH: '/nonexistent' })).toThrow(
      `Cannot read the git repository of "${root}": spawnSync git ENOENT; fix that, or set SOURCE_DATE_EPOCH and SOURCE_REVISION`,
    );
  });
});

describe('parseEpoch()', () => {
  it.each([
    ['0', 0],
    ['1700000000', 1_700_000_000],
    ['8589934591', 8_589_934_591],
  ])('accepts %j', (text, seconds) => {
    expect(parseEpoch(text)).toBe(seconds);
  });

  it.each(['', '-1', '1.5', '1e9', 'now', '2026-11-21', '8589934592', '٣'])(
    'refuses %j',
    (text) => {
      expect(() => parseEpoch(text)).toThrow(
        `Cannot read SOURCE_DATE_EPOCH="${text}": expected whole seconds since 1970, at most 8589934591, the largest time in a tar header; unset it to use the time of the commit`,
      );
    },
  );
});
