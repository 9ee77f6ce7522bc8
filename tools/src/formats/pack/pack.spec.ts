import { parsePack } from './parse-pack.ts';
import { contentOf, renderPack, type PackedContent, type PackedLink } from './render-pack.ts';

const files = new Map([
  ['views/index.ejs', Buffer.from('<p>grüße</p>')],
  ['empty', Buffer.alloc(0)],
  ['Über/a.bin', Buffer.from([0, 255, 10])],
]);
const pack = renderPack(files);
const list = (bytes: Uint8Array) =>
  parsePack(bytes).map((file) => [file.path, Buffer.from(file.bytes)] as const);

describe('renderPack() and parsePack()', () => {
  it('keeps paths and contents, sorted by path', () => {
    expect(list(pack).map(([path]) => path)).toEqual(['empty', 'views/index.ejs', 'Über/a.bin']);
    expect(new Map(list(pack))).toEqual(files);
  });

  it('renders the same bytes in any order of the files', () => {
    expect(renderPack(new Map([...files].toReversed()))).toEqual(pack);
  });

  it('changes the time of a file with its content, and with nothing else', () => {
    const timeOf = (path: string, text: string) =>
      parsePack(renderPack(new Map([[path, Buffer.from(text)]]))).map((file) => file.mtimeSeconds);
    expect(timeOf('a.css', '#fff')).not.toEqual(timeOf('a.css', '#000'));
    expect(timeOf('a.css', '#fff')).toEqual(timeOf('b.css', '#fff'));
    const [seconds = 0] = timeOf('a.css', '#fff');
    expect(new Date(seconds * 1000).toISOString()).toMatch(/^200\d-/);
  });

  it('keeps symlinks apart from files', () => {
    const contents = new Map<string, Uint8Array | PackedLink>(files);
    const linked = renderPack(contents.set('a/link', { linkTarget: '../empty' }));
    const [link, file] = parsePack(linked);
    expect(link).toMatchObject({ path: 'a/link', linkTarget: '../empty', mtimeSeconds: 0 });
    expect(link?.bytes).toHaveLength(0);
    expect(file).toMatchObject({ path: 'empty', linkTarget: undefined });
  });

  it('keeps assets apart from files', () => {
    const bytes = Buffer.from('packed');
    const contents = new Map<string, PackedContent>(files).set('a/asset', { asset: bytes });
    const [asset, file] = parsePack(renderPack(contents));
    expect(asset).toMatchObject({ path: 'a/asset', isAsset: true, linkTarget: undefined });
    expect(Buffer.from(asset?.bytes ?? [])).toEqual(bytes);
    expect(file).not.toHaveProperty('isAsset');
    const parsed = parsePack(renderPack(contents)).map((it) => [it.path, contentOf(it)] as const);
    expect(renderPack(new Map(parsed))).toEqual(renderPack(contents));
  });

  it('gives views, not copies', () => {
    expect(parsePack(pack).every(({ bytes }) => bytes.buffer === pack.buffer)).toBe(true);
  });

  it.each([
    ['an empty file', Buffer.alloc(0), 'expected "tspak 1\\n" at its start, found ""'],
    ['a cut end', pack.subarray(0, -1), `expected ${pack.length} bytes, found ${pack.length - 1}`],
  ])('rejects %s', (_, bytes, message) => {
    expect(() => parsePack(bytes)).toThrow(message);
  });
});
