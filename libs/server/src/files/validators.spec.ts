import {
  copyFileSync,
  lstatSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validatorsOf } from './validators.ts';

const folder = mkdtempSync(join(tmpdir(), 'validators-'));
const path = join(folder, 'file');
const NOW_MS = Date.parse('2026-11-22T00:00:00Z');

beforeEach(() => {
  writeFileSync(path, 'old');
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function validators() {
  return validatorsOf(statSync(path, { bigint: true }), NOW_MS);
}

/** Repeats a change until the kernel's clock, which ticks every few milliseconds, has moved on. */
function changeInAnotherTick(change: () => void): void {
  const { ctimeNs } = lstatSync(path, { bigint: true });
  do change();
  while (lstatSync(path, { bigint: true }).ctimeNs === ctimeNs);
}

describe('validatorsOf()', () => {
  it('returns a strong tag, which stays the same without a change', () => {
    const { etag } = validators();
    expect(etag).toMatch(/^"[\w-]{22}"$/);
    expect(validators().etag).toBe(etag);
  });

  // nginx's tag is of size and time, of which the second is the same in all images; Go sends none.
  it('does not tell the number of the inode by the tag', () => {
    const [one = '', next = ''] = [1n, 2n].map((ino) => {
      const stats = statSync(path, { bigint: true });
      return validatorsOf(Object.assign(stats, { ino }), NOW_MS).etag;
    });
    expect(next.slice(0, 8)).not.toBe(one.slice(0, 8));
  });

  it.each([
    [
      'the bytes',
      () => {
        writeFileSync(path, 'new');
      },
    ],
    [
      'the size',
      () => {
        writeFileSync(path, 'longer');
      },
    ],
    [
      'the bytes, and the time of change is set back',
      () => {
        writeFileSync(path, 'new');
        utimesSync(path, 0, 0);
      },
    ],
    [
      'the file, by another with the same size and time, as a release in an image does',
      () => {
        copyFileSync(path, `${path}.new`);
        utimesSync(`${path}.new`, 0, 0);
        renameSync(`${path}.new`, path);
      },
    ],
  ])('returns another tag after a change of %s', (_, change) => {
    utimesSync(path, 0, 0);
    const { etag } = validators();
    changeInAnotherTick(change);
    expect(validators().etag).not.toBe(etag);
  });

  it.each([
    ['2026-11-21T23:36:00.999Z', '2026-11-21T23:36:00.000Z'],
    ['2026-11-22T00:00:00.000Z', '2026-11-22T00:00:00.000Z'],
    ['1970-01-01T00:00:01.000Z', '1970-01-01T00:00:01.000Z'],
    ['1970-01-01T00:00:00.000Z', undefined],
    ['1969-12-31T23:00:00.000Z', undefined],
    ['2026-11-22T00:00:01.000Z', undefined],
    ['2100-01-01T00:00:00.000Z', undefined],
  ])('returns for a file changed at %s %s', (changed, told) => {
    utimesSync(path, new Date(changed), new Date(changed));
    const { modifiedMs } = validators();
    expect(modifiedMs === undefined ? undefined : new Date(modifiedMs).toISOString()).toBe(told);
  });
});
