import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseNodeLock } from '../../node/archive/node-lock.ts';
import { writeRelease } from '../../node/archive/release.fixture.ts';
import { NODE_ARCHIVES } from './manifest.ts';
import { planMoveToArchives, type PlannedMove } from './plan-move.ts';

const lock = { version: '26.12.1', released: '2026-10-21' };
const arch = process.arch;
let place: string;
let root: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'plan-move '));
  root = join(place, 'workspace');
});
afterEach(() => {
  rmSync(place, { recursive: true });
});

const plan = (current: typeof lock, version: string, release?: string) => {
  const given = (['x64', 'arm64'] as const).map((arch) => writeRelease(place, { arch, version }));
  const [archive, sha256] = [given.map(({ path }) => path), given.map((one) => one.sha256)];
  const folder = mkdtempSync(join(place, 'folder-'));
  return planMoveToArchives(
    current,
    { archive, sha256, release },
    { root, folder, env: process.env, arch },
  );
};

const planned = (move: PlannedMove | string): PlannedMove => {
  if (typeof move === 'string') throw new Error(move);
  return move;
};

describe('planMoveToArchives()', () => {
  it('changes the lock of Node and .nvmrc, and nothing of npm', () => {
    const { files, candidate } = planned(plan(lock, '26.13.1'));
    expect([...files.keys()]).toEqual(['.nvmrc', 'tools/node/lock.json']);
    expect(files.get('.nvmrc')).toBe('26.13.1\n');
    expect(candidate.release).toBe('26.13.1');
    expect([...candidate.paths.keys()]).toEqual(['x64', 'arm64']);
  });

  it('writes nothing to the workspace before it installs, and then all that builds need', () => {
    const { files, install } = planned(plan(lock, '26.13.1'));
    expect(existsSync(root)).toBe(false);
    install();
    const { archives } = parseNodeLock(files.get('tools/node/lock.json') ?? '', 'lock.json');
    const names = [archives?.arm64.name, archives?.x64.name];
    expect(readdirSync(join(root, NODE_ARCHIVES)).toSorted()).toEqual(names);
    expect(readdirSync(join(root, 'node_modules/.cache/tscratch'))).toEqual([
      expect.stringMatching(new RegExp(`^node-v26\\.13\\.1-linux-${arch}-[0-9a-f]{12}$`)),
    ]);
  });

  it('moves from npm to archives of the same release, and then has nothing to do', () => {
    const { files } = planned(plan(lock, '26.12.1'));
    const next = parseNodeLock(files.get('tools/node/lock.json') ?? '', 'lock.json');
    const archive = Object.values(next.archives ?? {}).map(({ name }) => join(place, name));
    const sha256 = Object.values(next.archives ?? {}).map((one) => one.sha256);
    const given = { archive, sha256, release: undefined };
    const folder = mkdtempSync(join(place, 'again-'));
    expect(planMoveToArchives(next, given, { root, folder, env: process.env, arch })).toBe(
      'Node 26.12.1 of these archives is pinned already',
    );
  });

  it('rejects an older release that was not requested', () => {
    expect(() => plan(lock, '26.9.0')).toThrow('Cannot move from Node 26.12.1 to 26.9.0: it is');
    expect(planned(plan(lock, '26.9.0', '26.9.0')).candidate.release).toBe('26.9.0');
  });
});

describe('the archives of a planned move', () => {
  it('have the content of the files that were given', () => {
    planned(plan(lock, '26.13.1')).install();
    for (const name of readdirSync(join(root, NODE_ARCHIVES)))
      expect(readFileSync(join(root, NODE_ARCHIVES, name))).toEqual(
        readFileSync(join(place, name)),
      );
  });
});
