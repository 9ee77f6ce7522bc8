import {
  appendFileSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBelow, type OpenEntry } from './open-below.ts';
import { readWhole } from './read-whole.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'whole-')));
const path = join(folder, 'file');

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function openFile(): Promise<OpenEntry> {
  const entry = await openBelow(folder, ['file']);
  if (entry?.kind !== 'file') throw new Error('Expected a file');
  return entry;
}

describe('readWhole()', () => {
  it.each(['', 'text', 'x'.repeat(1_000_000)])('returns the bytes of a file', async (text) => {
    writeFileSync(path, text);
    using file = await openFile();
    expect((await readWhole(file))?.toString()).toBe(text);
  });

  it.each<[string, () => void]>([
    [
      'shorter',
      () => {
        truncateSync(path, 3);
      },
    ],
    [
      'empty',
      () => {
        truncateSync(path, 0);
      },
    ],
    [
      'longer',
      () => {
        appendFileSync(path, 'more');
      },
    ],
    [
      'another of the same length',
      () => {
        writeFileSync(path, 'TEXT');
      },
    ],
  ])('returns nothing of a file that has become %s since it was opened', async (_, change) => {
    writeFileSync(path, 'text');
    using file = await openFile();
    // Until the kernel's clock, which ticks every few milliseconds, has moved on.
    for (;;) {
      change();
      if ((await readWhole(file)) === undefined) break;
    }
    expect(await readWhole(file)).toBeUndefined();
  });
});
