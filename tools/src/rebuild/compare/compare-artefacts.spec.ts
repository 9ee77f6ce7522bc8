import { constants, gzipSync, zstdCompressSync } from 'node:zlib';
import { renderTar } from '../../formats/tar.ts';
import {
  file,
  makeAppFile,
  makeBinary,
  makeDeb,
  makeImage,
  makeTarball,
  SBOM,
  SOURCE,
} from './artefacts.fixture.ts';
import { compareArtefacts } from './compare-artefacts.ts';
import { renderDifference, type Difference } from './difference.ts';

function compare(
  expected: string | Uint8Array,
  found: string | Uint8Array,
): Difference | undefined {
  const [ours, theirs] = [Buffer.from(expected), Buffer.from(found)];
  return compareArtefacts({ name: 'made', bytes: ours }, { name: 'made again', bytes: theirs });
}

const placeOf = (expected: string | Uint8Array, found: string | Uint8Array) =>
  compare(expected, found)?.place.slice(1).join(' > ');

/** Another app, which differs in one line and is longer. */
const changedApp = makeAppFile(SOURCE.replace('"/"', '"/admin"'));
const changedLine = 'libs/server/src/http/exchange.ts line 2';
const [one, two] = [file('etc/one', 'first'), file('etc/two', 'second')];

describe('compareArtefacts()', () => {
  it.each([
    ['a binary', makeBinary],
    ['an image', makeImage],
    ['a package', () => makeDeb([one, two])],
    ['an archive', () => makeTarball([one, two])],
  ])('finds no difference in %s that was made twice', (_, make) => {
    expect(compare(make(), make())).toBeUndefined();
  });

  it.each([
    ['an app file', makeAppFile(), changedApp, 'bundle'],
    ['a binary', makeBinary(), makeBinary(changedApp), 'SEA blob > server.app > bundle'],
    [
      'an image',
      makeImage(),
      makeImage({ app: changedApp }),
      'layer 2 of linux/amd64 > app/server.app > bundle',
    ],
    [
      'an archive',
      makeTarball([file('bin/server', makeBinary())]),
      makeTarball([file('bin/server', makeBinary(changedApp))]),
      'bin/server > SEA blob > server.app > bundle',
    ],
    [
      'a package',
      makeDeb([file('bin/server', makeBinary())], '1.0'),
      makeDeb([file('bin/server', makeBinary(changedApp))], '1.1'),
      'data.tar.gz > bin/server > SEA blob > server.app > bundle',
    ],
  ])('locates the module that differs in %s', (_, before, after, place) => {
    expect(compare(before, after)).toEqual({
      place: ['made', ...place.split(' > '), changedLine],
      expected: '"\\";\\n"',
      found: '"admin\\";\\n"',
    });
  });

  it.each([
    ['mode', [one], [file('etc/one', 'first', 0o600)], '0000644', '0000600'],
    ['owner', [one], [{ ...one, owner: 65_532 }], '0', '65532'],
    ['line 1, column 1', [one], [file('etc/one', 'last')], '"first"', '"last"'],
    [
      'link target',
      [{ path: 'etc/one', type: 'symlink', mode: 0o777, linkTarget: 'two' }],
      [{ path: 'etc/one', type: 'symlink', mode: 0o777, linkTarget: 'three' }],
      '"two"',
      '"three"',
    ],
  ] as const)('names the %s of a member of an archive', (field, before, after, expected, found) => {
    const difference = compare(renderTar(before), renderTar(after));
    expect(difference).toEqual({ place: ['made', 'etc/one', field], expected, found });
  });

  it('names a member of only one archive', () => {
    const [both, less] = [renderTar([one, two]), renderTar([one])];
    const sides = { expected: 'present, 1024 bytes', found: 'missing' };
    expect(compare(both, less)).toEqual({ place: ['made', 'etc/two'], ...sides });
    expect(compare(less, both)).toEqual({
      place: ['made', 'etc/two'],
      expected: 'missing',
      found: 'present, 1024 bytes',
    });
  });

  it('names the order if nothing else differs', () => {
    const [first, second] = [renderTar([one]), renderTar([two])].map((archive) =>
      archive.subarray(0, 1024),
    ) as [Uint8Array, Uint8Array];
    const end = Buffer.alloc(1024);
    const [before, after] = [
      Buffer.concat([first, second, end]),
      Buffer.concat([second, first, end]),
    ];
    expect(compare(before, after)).toEqual({
      place: ['made', 'order'],
      expected: '"etc/one"',
      found: '"etc/two"',
    });
  });

  it.each([
    ['/components/0/name', SBOM.replace('express', 'koa'), '"express"', '"koa"'],
    ['/components/0/version', SBOM.replace('"}]', '","version":"5"}]'), 'missing', '"5"'],
    ['/components/1', SBOM.replace('}]', '},7]'), 'missing', '7'],
    ['/bomFormat', SBOM.replace('"CycloneDX"', 'null'), '"CycloneDX"', 'null'],
    ['line 1, column 2', `{ ${SBOM.slice(1)}`, SBOM.slice(1, 41), ` ${SBOM.slice(1, 40)}`],
    ['line 1, column 60', `${SBOM}}`, undefined, '"}" (damaged JSON)'],
  ])('points to %s of a JSON document', (place, changed, expected, found) => {
    const text = (side: string | undefined) =>
      place.startsWith('line 1, column 2') ? JSON.stringify(side) : side;
    expect(compare(SBOM, changed)).toEqual({
      place: ['made', place],
      expected: text(expected) ?? 'nothing, it ends here',
      found: text(found),
    });
  });

  it('names the order of keys, and escapes slashes in keys', () => {
    expect(placeOf('{"a":1,"b":2}', '{"b":2,"a":1}')).toBe(
      'the whole document > order of the keys',
    );
    expect(placeOf('{"a/b":{"~":1}}', '{"a/b":{"~":2}}')).toBe('/a~1b/~0');
  });

  it('shows a long value around the difference', () => {
    const [ours, theirs] = ['a', 'b'].map((end) => `{"k":"${'x'.repeat(300)}${end}"}`) as [
      string,
      string,
    ];
    expect(compare(ours, theirs)).toEqual({
      place: ['made', '/k'],
      expected: `...${'x'.repeat(20)}a"`,
      found: `...${'x'.repeat(20)}b"`,
    });
  });

  it.each([
    ['config of linux/amd64 > /created', makeImage({ created: 1 })],
    ['index.json > /manifests/0/annotations/', makeImage({ reference: 'other:1.0' })],
  ])('names %s of an image, although digests differ too', (place, changed) => {
    expect(placeOf(makeImage(), changed)).toContain(place);
  });

  it('reports the same content that was compressed differently', () => {
    const archive = renderTar([one, two]);
    const [best, fast] = [9, 1].map((level) => gzipSync(archive, { level })) as [Buffer, Buffer];
    expect(placeOf(best, fast)).toBe('gzip header > extra flags');
    fast[8] = best[8] ?? 0;
    expect(placeOf(best, fast)).toMatch(
      /^deflate stream > offset 0x\w+ > same content, compressed differently$/,
    );
    const later = Buffer.from(best);
    later.writeUInt32LE(1_700_000_000, 4);
    expect(compare(best, later)).toEqual({
      place: ['made', 'gzip header', 'mtime'],
      expected: '0',
      found: '1700000000',
    });
  });

  it('reports the same for zstd', () => {
    const archive = renderTar([one, two]);
    const [best, fast] = [19, 1].map((level) =>
      zstdCompressSync(archive, { params: { [constants.ZSTD_c_compressionLevel]: level } }),
    ) as [Buffer, Buffer];
    expect(placeOf(best, fast)).toMatch(
      /^zstd blocks > offset 0x\w+ > same content, compressed differently$/,
    );
    const params = { [constants.ZSTD_c_checksumFlag]: 1 };
    expect(compare(zstdCompressSync(archive), zstdCompressSync(archive, { params }))).toEqual({
      place: ['made', 'zstd header', 'frame descriptor'],
      expected: '96',
      found: '100',
    });
  });

  it('compares the content of zstd layers', () => {
    const before = makeImage({ compression: 'zstd' });
    const after = makeImage({ compression: 'zstd', app: changedApp });
    expect(placeOf(before, after)).toBe(placeOf(makeImage(), makeImage({ app: changedApp })));
    expect(placeOf(before, after)).toMatch(
      /^layer 2 of linux\/amd64 > app\/server\.app > bundle > /,
    );
  });

  it('finds a difference between gzip and zstd layers with the same content', () => {
    const place = placeOf(makeImage(), makeImage({ compression: 'zstd' }));
    expect(place).toMatch(/^layer 1 of linux\/amd64/);
  });

  it('shows unknown bytes in hexadecimal and ASCII', () => {
    expect(compare(Buffer.from('\0one'), Buffer.from('\0once and again and again'))).toEqual({
      place: ['made', 'offset 0x3'],
      expected: '65  e',
      found: '63 65 20 61 6e 64 20 61 67 61 69 6e 20 61 6e 64  ce and again and',
    });
  });
});

describe('compareArtefacts() with damaged bytes', () => {
  const archive = Buffer.from(renderTar([one, two]));
  const packed = makeTarball([one, two]);
  const zstd = zstdCompressSync(archive);
  const cut = (bytes: Buffer) => bytes.subarray(0, bytes.length / 2);

  it.each([
    ['a cut gzip file', packed, cut(packed), 'deflate stream', ' (damaged gzip)'],
    ['a cut zstd file', zstd, cut(zstd), 'zstd blocks', ' (damaged zstd)'],
    ['a cut archive', archive, archive.subarray(0, 700), 'etc/one', ' (damaged tar)'],
    [
      'a cut package',
      makeDeb([one]),
      makeDeb([one]).subarray(0, 100),
      'control.tar.gz',
      ' (damaged ar)',
    ],
    ['a cut image', makeImage(), cut(makeImage()), 'blobs/sha256/', ' (damaged tar)'],
    ['a cut binary', makeBinary(), cut(makeBinary()), 'library libc.so.6', ' (damaged ELF)'],
    [
      'a cut app file',
      makeAppFile(),
      makeAppFile().subarray(0, -10),
      'bundle',
      ' (damaged app file)',
    ],
    ['broken JSON', SBOM, SBOM.slice(0, -1), 'line 1, column 59', ' (damaged JSON)'],
    ['an empty file', archive, Buffer.alloc(0), 'etc/one', ' (damaged tar)'],
  ])(
    'locates the difference in %s with the help of the other side',
    (_, expected, found, place, mark) => {
      const there = compare(expected, found);
      expect(there?.place.join(' > ')).toContain(place);
      expect(there?.found.endsWith(mark)).toBe(true);
      const back = compare(found, expected);
      expect(back?.expected.endsWith(mark)).toBe(true);
    },
  );
});

describe('compareArtefacts() with two damaged sides', () => {
  it('falls back to the offset, and marks both as damaged', () => {
    const [ours, theirs] = ['\x1f\x8bone', '\x1f\x8btwo'].map((text) =>
      Buffer.from(text, 'latin1'),
    );
    expect(compare(ours ?? '', theirs ?? '')).toEqual({
      place: ['made', 'offset 0x2'],
      expected: '6f 6e 65  one (damaged gzip)',
      found: '74 77 6f  two (damaged gzip)',
    });
  });
});

describe('renderDifference()', () => {
  it('renders both sides below the place', () => {
    const difference = { place: ['a.tar', 'etc/motd', 'mode'], expected: '0644', found: '0600' };
    expect(renderDifference(difference)).toBe(
      'a.tar > etc/motd > mode\n  expected  0644\n  found     0600',
    );
  });
});
