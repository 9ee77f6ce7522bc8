import { readFileSync } from 'node:fs';
import { compareArtefacts } from '@tscratch/tools/rebuild/compare/compare-artefacts';
import { binaryPath, findArchive, readPackageFile } from './workspace.ts';

/** Returns where `compare` finds one flipped bit; restores the bytes afterwards. */
function placeOfFlip(name: string, bytes: Buffer, offset: number): string {
  const expected = Buffer.from(bytes);
  bytes[offset] = (bytes[offset] ?? 0) ^ 1;
  const difference = compareArtefacts({ name, bytes: expected }, { name: 'another', bytes });
  bytes[offset] = (bytes[offset] ?? 0) ^ 1;
  return difference?.place.join(' > ') ?? 'nowhere';
}

describe('one flipped bit of the built program', () => {
  const bytes = readFileSync(binaryPath);
  const placeOf = (offset: number) => placeOfFlip('server-vps', bytes, offset);
  const app = bytes.indexOf('tsapp 2\n', bytes.indexOf('NODE_SEA_BLOB\0'));
  const sourceOffset = app + 48 + bytes.readUInt32LE(app + 8);

  it.each([
    ['the ELF header', 24, 'ELF header > e_entry'],
    ['a program header', 64 + 56 + 8, 'program header 1 > p_offset'],
    ['the size of the bundle', app + 12, 'SEA blob > server.app > size of the bundle'],
    ['the code cache', app + 1000, 'SEA blob > server.app > code cache > offset 0x3b8'],
    [
      'the bundle',
      bytes.indexOf('"libs/server/src/management/admin/audit.ts"(){', sourceOffset) + 60,
      'SEA blob > server.app > bundle > libs/server/src/management/admin/audit.ts > line ',
    ],
    ['a library', bytes.indexOf('GNU C Library'), 'library libc.so.6 > segment '],
    ['a section header', bytes.length - 8, 'section header '],
  ])('is found in %s', (_, offset, place) => {
    expect(placeOf(offset).startsWith(`server-vps > ${place}`)).toBe(true);
  });

  it('is found by offset and address in any segment of the application', () => {
    const [start, end] = [10_000_000, bytes.indexOf('NODE_SEA_BLOB\0')];
    for (let offset = start; offset < end; offset += Math.floor((end - start) / 8)) {
      const place = `application segment [a-z ]+ > file offset 0x${offset.toString(16)}, address 0x`;
      expect(placeOf(offset)).toMatch(new RegExp(`^server-vps > ${place}`));
    }
  });

  it('is found in the archive, which it damages', () => {
    const [name, middle] = [findArchive(), 20_000_000];
    expect(placeOfFlip(name, readPackageFile(name), middle)).toBe(
      `${name} > deflate stream > offset 0x${(middle - 10).toString(16)}`,
    );
  }, 30_000);
});
