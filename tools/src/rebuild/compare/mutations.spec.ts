import { SCOPE } from '../../formats/app-file/script.ts';
import {
  file,
  makeAppFile,
  makeBinary,
  makeDeb,
  makeImage,
  makeTarball,
  SBOM,
} from './artefacts.fixture.ts';
import { compareArtefacts } from './compare-artefacts.ts';

/** Creates mulberry32, a generator with the same numbers in each run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Flips a bit at an offset, compares, and flips it back. */
function placeOfFlip(bytes: Buffer, offset: number, bit: number): string {
  const changed = Buffer.from(bytes);
  changed[offset] = (changed[offset] ?? 0) ^ (1 << bit);
  const difference = compareArtefacts({ name: 'it', bytes }, { name: 'other', bytes: changed });
  expect(difference?.expected).not.toBe(difference?.found);
  const back = compareArtefacts({ name: 'it', bytes: changed }, { name: 'other', bytes });
  expect(back?.place[0]).toBe('it');
  return difference?.place.slice(1).join(' > ') ?? 'no difference';
}

interface Region {
  /** Start of all places in it. */
  readonly place: string;
  readonly start: number;
  readonly end: number;
}

const at = (place: string, start: number, sizeBytes: number): Region => ({
  place,
  start,
  end: start + sizeBytes,
});

/** Finds the region of some content in an artefact. */
function find(bytes: Buffer, content: string | Uint8Array, place: string): Region {
  const start = bytes.indexOf(content);
  expect(start).toBeGreaterThanOrEqual(0);
  return at(place, start, content.length);
}

function flipEverywhere(bytes: Buffer, regions: readonly Region[], flipsPerRegion = 6): void {
  const random = createRandom(1);
  for (const { place, start, end } of regions)
    for (let flip = 0; flip < flipsPerRegion; flip += 1) {
      const offset = start + Math.floor(random() * (end - start));
      const found = placeOfFlip(bytes, offset, Math.floor(random() * 8));
      expect(`${offset}: ${found.slice(0, place.length)}`).toBe(`${offset}: ${place}`);
    }
}

/** The fields of a ustar header and their widths, pax(1). */
const TAR_FIELDS: readonly (readonly [string, number])[] = [
  ['name', 100],
  ['mode', 8],
  ['owner', 8],
  ['group', 8],
  ['size', 12],
  ['mtime', 12],
  ['checksum', 8],
  ['type', 1],
  ['link target', 100],
  ['magic', 6],
  ['version', 2],
  ['owner name', 32],
  ['group name', 32],
  ['device major', 8],
  ['device minor', 8],
  ['name prefix', 155],
  ['end of the header', 12],
];

function tarHeader(place: string, start: number): readonly Region[] {
  let end = start;
  return TAR_FIELDS.map(([name, sizeBytes]) => {
    end += sizeBytes;
    return at(`${place} > ${name}`, end - sizeBytes, sizeBytes);
  });
}

describe('a flipped bit is found', () => {
  const app = makeAppFile();

  it('in an app file', () => {
    flipEverywhere(app, [
      at('magic', 0, 8),
      at('size of the code cache', 8, 4),
      at('size of the bundle', 12, 4),
      at('SHA-256 of the bundle', 16, 32),
      at('code cache > offset 0x', 48, 64),
      at('bundle > libs/server/src/http/exchange.ts line 1', app.indexOf('var exchange'), 30),
      at('bundle > apps/server-vps/src/main.ts line 1', app.indexOf('console'), 20),
    ]);
  });

  it('in a binary', () => {
    const bytes = makeBinary(app);
    const appOffset = bytes.indexOf(app);
    const bundleOffset = appOffset + 112 + SCOPE[0].length;
    const headerCount = bytes.readUInt16LE(56);
    const loads = Array.from({ length: headerCount }, (_, index) => 64 + 56 * index)
      .filter((offset) => bytes.readUInt32LE(offset) === 1)
      .map((offset) => ({
        flags: bytes.readUInt32LE(offset + 4),
        start: Number(bytes.readBigUInt64LE(offset + 8)),
        sizeBytes: Number(bytes.readBigUInt64LE(offset + 32)),
      }));
    const [head, , loaderCode] = loads;
    const entryOffset = Number(bytes.readBigUInt64LE(24) - bytes.readBigUInt64LE(64 + 56 + 16));
    const tableBytes = 6 * 8 + 2 * (2 * 8 + 48); // of two libraries
    const headBytes = head?.sizeBytes ?? 0;
    expect(loaderCode?.flags).toBe(5);
    flipEverywhere(bytes, [
      at('ELF header > e_ident', 0, 16),
      at('e_machine', 18, 2),
      at('ELF header > e_entry', 24, 8),
      at('ELF header > e_shoff', 40, 8),
      ...Array.from({ length: headerCount }, (_, index) =>
        at(`program header ${index} > p_`, 64 + 56 * index, 56),
      ),
      at('program header of the application 0 > p_', 64 + 56 * headerCount, 56),
      at('stub > offset 0x', entryOffset, headBytes - tableBytes - entryOffset),
      at('table of the stub > ', headBytes - tableBytes, tableBytes),
      at(
        'dynamic loader segment read run > file offset 0x',
        loaderCode?.start ?? 0,
        loaderCode?.sizeBytes ?? 0,
      ),
      find(bytes, '\0libdl.so.2\0libc.so.6\0', 'application segment read > file offset 0x'),
      find(bytes, 'a build', 'application segment read > file offset 0x'),
      find(bytes, '// bootstrap.ts', 'SEA blob > main script > '),
      find(bytes, 'start();', 'SEA blob > main script > bootstrap.ts line 1'),
      find(bytes, SBOM, 'SEA blob > sbom.cdx.json > '),
      find(bytes, '--disable-sigusr1', 'SEA blob > argument 1 > '),
      at('SEA blob > server.app > code cache > offset 0x', appOffset + 48, 64),
      at(
        'SEA blob > server.app > bundle > ',
        bundleOffset,
        appOffset + app.length - bundleOffset - 3,
      ),
      at('SEA blob > server.app > start of the scope', appOffset + 112, SCOPE[0].length),
      at('SEA blob > server.app > end of the scope', appOffset + app.length - 3, SCOPE[1].length),
      at('SEA blob > size of server.app', appOffset - 8, 8),
      at('library libc.so.6 > ', bytes.lastIndexOf(Buffer.from('\x7fELF', 'latin1')), 1_000_000),
      at('section header ', Number(bytes.readBigUInt64LE(40)), 64 * bytes.readUInt16LE(60)),
    ]);
  });

  it('in an image', () => {
    const bytes = makeImage({ app });
    const gzips = [...bytes.toString('latin1').matchAll(/\x1f\x8b\x08/g)].map(({ index }) => index);
    const [index, config] = [bytes.indexOf('index.json\0'), bytes.indexOf('{"created"')];
    expect(gzips).toHaveLength(2);
    flipEverywhere(bytes, [
      ...gzips.map((start) => at('layer ', start, 60)),
      ...tarHeader('index.json', index),
      find(
        bytes,
        '"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest',
        'manifest of linux/',
      ),
      at('config of linux/', config, 100),
      find(bytes, 'io.containerd.image.name', 'index.json > '),
      find(bytes, 'RepoTags', 'manifest.json > '),
      find(bytes, 'imageLayoutVersion', 'oci-layout > '),
    ]);
  });

  it('in a layer of zstd', () => {
    const bytes = makeImage({ app, compression: 'zstd' });
    const frames = [...bytes.toString('latin1').matchAll(/\x28\xb5\x2f\xfd/g)];
    expect(frames).toHaveLength(2);
    flipEverywhere(
      bytes,
      frames.map(({ index }) => at('layer ', index, 60)),
    );
  });

  it('in a package', () => {
    const bytes = makeDeb([file('bin/server', app)]);
    const data = bytes.indexOf('data.tar.gz');
    flipEverywhere(bytes, [
      at('magic', 0, 8),
      at('debian-binary > name', 8, 16),
      at('debian-binary > mtime', 24, 12),
      find(bytes, '2.0\n', 'debian-binary > line 1, column '),
      at('data.tar.gz > owner', data + 28, 6),
      at('data.tar.gz > mode', data + 40, 8),
      at('data.tar.gz > size', data + 48, 10),
      at('data.tar.gz > end of the header', data + 58, 2),
      at('data.tar.gz > gzip header > mtime', data + 60 + 4, 4),
      at('data.tar.gz > deflate stream', data + 60 + 10, 100),
    ]);
  });

  it('in a packed archive', () => {
    const bytes = makeTarball([file('bin/server', app)]);
    flipEverywhere(bytes, [
      at('gzip header > ID', 0, 2),
      at('gzip header > compression method', 2, 1),
      at('gzip header > flags', 3, 1),
      at('gzip header > mtime', 4, 4),
      at('gzip header > extra flags', 8, 1),
      at('gzip header > operating system', 9, 1),
      at('deflate stream > offset 0x', 10, bytes.length - 18),
      at('CRC-32', bytes.length - 8, 4),
      at('size of the content', bytes.length - 4, 4),
    ]);
  });
});
