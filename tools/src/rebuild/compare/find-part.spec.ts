import { renderDeb } from '../../formats/deb/render-deb.ts';
import {
  file,
  makeAppFile,
  makeBinary,
  makeDeb,
  makeImage,
  makeTarball,
  SBOM,
} from './artefacts.fixture.ts';
import { findPart } from './find-part.ts';

const find = (bytes: Uint8Array, name: string) => {
  const part = findPart({ name: 'artefact', bytes }, name);
  return part && Buffer.from(part).toString('latin1');
};
const files = [file('server-1.0/bin/server', makeBinary())];

describe('findPart()', () => {
  it.each([
    ['a binary', makeBinary()],
    ['an archive that holds one', makeTarball(files)],
    ['a package', makeDeb(files)],
    ['an image', makeImage()],
    ['an image of zstd layers', makeImage({ compression: 'zstd' })],
  ])('finds the app file and the SBOM in %s', (_, bytes) => {
    expect(find(bytes, 'server.app')).toBe(makeAppFile().toString('latin1'));
    expect(find(bytes, 'sbom.cdx.json')).toBe(SBOM);
  });

  it('finds the configuration of an image, for a platform if it has several', () => {
    const architecture = (name: string) =>
      (JSON.parse(find(makeImage(), name) ?? '{}') as { architecture?: string }).architecture;
    expect(architecture('config of linux/amd64')).toBe('amd64');
    expect(architecture('config of linux/arm64')).toBe('arm64');
    expect(architecture('config')).toBeDefined();
  });

  it('finds the SBOM in a package of the real writer', () => {
    const document = { path: 'usr/share/doc/orders/sbom.cdx.json', mode: 0o644 };
    const bytes = renderDeb({
      control: { path: 'control', text: '@VERSION@ @ARCHITECTURE@ @INSTALLED_SIZE@\n' },
      version: '1.0.0',
      architecture: 'amd64',
      scripts: [],
      files: [{ ...document, bytes: Buffer.from(SBOM) }],
      mtimeSeconds: 0,
    });
    expect(find(bytes, 'sbom.cdx.json')).toBe(SBOM);
  });

  it('finds a file below a folder, and the last of two', () => {
    const bytes = makeDeb([
      file('usr/share/doc/a.txt', 'one'),
      file('usr/share/doc/b/a.txt', 'two'),
    ]);
    expect(find(bytes, 'a.txt')).toBe('two');
    expect(find(bytes, 'doc/a.txt')).toBe('one');
  });

  it.each([
    ['a missing part', makeBinary(), 'server.apk'],
    ['part of a name', makeTarball(files), 'erver'],
    ['anything in an empty file', Buffer.alloc(0), 'server.app'],
    ['anything in a text', Buffer.from('server.app'), 'server.app'],
    ['anything in a cut archive', makeTarball(files).subarray(0, -100), 'server.app'],
    ['anything in a cut binary', makeBinary().subarray(0, 5000), 'server.app'],
  ])('does not find %s', (_, bytes, name) => {
    expect(find(bytes, name)).toBeUndefined();
  });

  it('stops at archives that nest too deep', () => {
    let bytes = makeTarball([file('a.txt', 'deep')]);
    for (let depth = 0; depth < 12; depth += 1) bytes = makeTarball([file('inner.tar.gz', bytes)]);
    expect(find(bytes, 'a.txt')).toBeUndefined();
  });
});
