import { execFileSync } from 'node:child_process';
import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { renderTar, type TarEntry } from '../tar.ts';
import { COMPRESSIONS } from './compression.ts';
import { digestOf } from './digest.ts';
import { renderLayer } from './layer.ts';

const entries: readonly TarEntry[] = [
  { path: 'server.app', type: 'file', mode: 0o644, bytes: Buffer.from('app') },
  { path: 'lib64', type: 'directory', mode: 0o755 },
  { path: 'lib64/loader.so', type: 'file', mode: 0o755, bytes: Buffer.from('loader') },
];

describe('renderLayer()', () => {
  it('compresses a tar that GNU tar reads', () => {
    const { blob } = renderLayer(entries, 'gzip');
    const args = ['--list', '--gzip', '--file=-'];
    const listing = execFileSync('tar', args, { input: blob, encoding: 'utf8' });
    expect(listing).toBe('lib64/\nlib64/loader.so\nserver.app\n');
  });

  it('returns the digest of the compressed bytes and the diffId of the tar inside', () => {
    const { blob, digest, diffId, sizeBytes } = renderLayer(entries, 'gzip');
    expect(sizeBytes).toBe(blob.byteLength);
    expect(digest).toBe(digestOf(blob));
    expect(diffId).toBe(digestOf(gunzipSync(blob)));
    expect(diffId).toBe(digestOf(renderTar(entries)));
  });

  it('writes a gzip header without a time or a name', () => {
    const header = Buffer.from(renderLayer(entries, 'gzip').blob.subarray(0, 10)).toString('hex');
    // RFC 1952, 2.3: magic, deflate, no flags, mtime 0, slowest compression, Unix.
    expect(header).toBe('1f8b' + '08' + '00' + '00000000' + '02' + '03');
  });

  it('compresses the same tar with zstd if asked to', () => {
    const { blob, digest, diffId, sizeBytes, compression } = renderLayer(entries, 'zstd');
    expect(compression).toBe('zstd');
    expect(sizeBytes).toBe(blob.byteLength);
    expect(digest).toBe(digestOf(blob));
    expect(diffId).toBe(digestOf(zstdDecompressSync(blob)));
    expect(diffId).toBe(renderLayer(entries, 'gzip').diffId);
  });

  it.each(COMPRESSIONS)('returns the same bytes with %s each time', (compression) => {
    expect(renderLayer(entries, compression)).toEqual(renderLayer(entries, compression));
  });

  it('returns the same digest for any order of the entries', () => {
    expect(renderLayer(entries.toReversed(), 'gzip').digest).toBe(
      renderLayer(entries, 'gzip').digest,
    );
  });
});

describe('digestOf()', () => {
  it('agrees with sha256sum', () => {
    const [hex] = execFileSync('sha256sum', { input: 'abc', encoding: 'utf8' }).split(' ');
    expect(digestOf(Buffer.from('abc'))).toBe(`sha256:${hex ?? ''}`);
  });
});
