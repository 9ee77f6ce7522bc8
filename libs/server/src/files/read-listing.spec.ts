import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBelow } from './open-below.ts';
import { readListing, type Listing } from './read-listing.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'read-listing-')));
const look = { hasCleanUrls: false, hasListings: true, hidden: ['_headers'] };
const now = (): Date => new Date('2026-11-22T00:00:00Z');

afterAll(() => {
  rmSync(root, { recursive: true });
});

async function list(names: readonly string[]): Promise<Listing> {
  using directory = await openBelow(root, names);
  if (directory?.kind !== 'directory') throw new Error('There is no such directory');
  return await readListing(directory, { root, names, now, look });
}

describe('readListing()', () => {
  it('lists names that are not UTF-8 percent-encoded, with the reference that serves them', async () => {
    mkdirSync(join(root, 'latin'));
    for (const bytes of ['caf\xe9', '\xc3\xa4', '\xff']) {
      const path = Buffer.from(join(root, 'latin', bytes), 'latin1');
      writeFileSync(path, '');
      utimesSync(path, 0, 0);
    }
    expect((await list(['latin'])).entries).toEqual([
      { name: 'caf%E9', href: 'caf%E9', kind: 'file', sizeBytes: 0 },
      { name: 'ä', href: '%C3%A4', kind: 'file', sizeBytes: 0 },
      { name: '%FF', href: '%FF', kind: 'file', sizeBytes: 0 },
    ]);
  });

  it('lists size and time, sorted by the bytes of the names', async () => {
    mkdirSync(join(root, 'a/Z'), { recursive: true });
    for (const name of ['b', 'ä', 'B', '10', '9']) writeFileSync(join(root, 'a', name), name);
    const changed = new Date('2026-11-21T23:36:00.500Z');
    for (const name of ['Z', 'b', 'ä', 'B', '10'])
      utimesSync(join(root, 'a', name), changed, changed);
    utimesSync(join(root, 'a/9'), 0, 0);
    const modified = '2026-11-21T23:36:00Z';
    expect(await list(['a'])).toEqual({
      path: '/a/',
      entries: [
        { name: '10', href: '10', kind: 'file', sizeBytes: 2, modified },
        { name: '9', href: '9', kind: 'file', sizeBytes: 1 },
        { name: 'B', href: 'B', kind: 'file', sizeBytes: 1, modified },
        { name: 'Z', href: 'Z/', kind: 'directory', modified },
        { name: 'b', href: 'b', kind: 'file', sizeBytes: 1, modified },
        { name: 'ä', href: '%C3%A4', kind: 'file', sizeBytes: 2, modified },
      ],
      isCut: false,
    });
  });

  it('lists only the first entries of a huge directory, and reports that', async () => {
    mkdirSync(join(root, 'huge'));
    for (let index = 0; index < 10_001; index += 1) writeFileSync(join(root, `huge/${index}`), '');
    const { entries, isCut } = await list(['huge']);
    expect([entries.length, isCut]).toEqual([10_000, true]);
    rmSync(join(root, `huge/${entries[0]?.name ?? ''}`));
    expect(await list(['huge'])).toMatchObject({ isCut: false });
  }, 60_000); // 10,001 files on a busy machine
});
