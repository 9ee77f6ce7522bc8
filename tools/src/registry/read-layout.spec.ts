import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '../formats/oci/digest.ts';
import { MEDIA_TYPES } from '../formats/oci/image.ts';
import { renderTar, type TarEntry } from '../formats/tar.ts';
import { writeTestLayout } from './layout.fixture.ts';
import { listArchitectures, readLayout, type Content } from './read-layout.ts';

const folder = mkdtempSync(join(tmpdir(), 'layout-'));
const path = join(folder, 'image.tar');
const layout = writeTestLayout(path, 1_000);
const whole = readFileSync(path);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('readLayout()', () => {
  beforeEach(() => {
    writeFileSync(path, whole);
  });

  it('lists each blob once, the manifests of an index, and the root', () => {
    const { blobs, manifests, root } = readLayout(path);
    expect(blobs.map(({ digest }) => digest).toSorted()).toEqual(layout.blobs.toSorted());
    expect(manifests).toHaveLength(2);
    expect(root.digest).toBe(layout.root);
    expect(listArchitectures(readLayout(path))).toEqual(['amd64', 'arm64']);
  });

  it('says that there is no file', () => {
    expect(() => readLayout(join(folder, 'absent.tar'))).toThrow(
      /build the image, or pass the path of one$/,
    );
  });

  it('names the blob whose bytes have changed', () => {
    const at = whole.indexOf('"amd64"');
    writeFileSync(
      path,
      Buffer.concat([whole.subarray(0, at), Buffer.from('"amd65"'), whole.subarray(at + 7)]),
    );
    expect(() => readLayout(path)).toThrow(/the content of sha256:\w+ has another digest/);
  });

  const tar = (files: Readonly<Record<string, string>>): Uint8Array =>
    renderTar(
      Object.entries(files).map(([name, text]): TarEntry => ({
        path: name,
        type: 'file',
        mode: 0o644,
        bytes: Buffer.from(text),
      })),
    );
  const root = { mediaType: 'x', digest: `sha256:${'0'.repeat(64)}`, size: 1 };
  it.each([
    [tar({ 'manifest.json': '[]' }), 'it has no index.json'],
    [tar({ 'index.json': '{}' }), 'its index.json names not one image'],
    [tar({ 'index.json': JSON.stringify({ manifests: [root, root] }) }), 'names not one image'],
    [tar({ 'index.json': JSON.stringify({ manifests: [root] }) }), `it lacks ${root.digest}`],
    [tar({ 'index.json': 'nonsense' }), 'is no object of JSON'],
    [whole.subarray(0, 700), 'the archive ends inside of a'],
    [Buffer.from('no tar at all'), 'the archive ends inside of a header'],
    [Buffer.alloc(0), 'it has no index.json'],
  ])('refuses a file with %#', (bytes, reason) => {
    writeFileSync(path, bytes);
    expect(() => readLayout(path)).toThrow(reason);
  });
});

describe('listArchitectures()', () => {
  it.each(['[', '{}', '{"architecture":7}'])(
    'finds no processor in the configuration %s',
    (text) => {
      const create = (content: string): Content => {
        const bytes = Buffer.from(content);
        return { digest: digestOf(bytes), mediaType: MEDIA_TYPES.config, bytes };
      };
      const config = create(text);
      const root = create(JSON.stringify({ config: { digest: config.digest }, layers: [] }));
      expect(listArchitectures({ blobs: [config], manifests: [], root })).toEqual(['no processor']);
    },
  );
});
