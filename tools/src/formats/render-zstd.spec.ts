import { execFileSync } from 'node:child_process';
import { zstdDecompressSync } from 'node:zlib';
import { describeWith, needPrograms } from '../../testing/describe-with.ts';
import { renderZstd } from './render-zstd.ts';

const bytes = Buffer.alloc(9 * 1024 * 1024, 'tscratch '); // more than a window

describe('renderZstd()', () => {
  const compressed = Buffer.from(renderZstd(bytes));

  it('writes data that zlib decompresses', () => {
    expect(zstdDecompressSync(compressed).equals(bytes)).toBe(true);
  });

  it('declares a window of 8 MiB and the size of the content: RFC 8878, section 3.1.1.1', () => {
    // Magic, descriptor: size in 4 bytes, a window, no dictionary, no checksum; 2 to the 10 + 13.
    expect(compressed.subarray(0, 6).toString('hex')).toBe('28b52ffd' + '80' + '68');
    expect(compressed.readUInt32LE(6)).toBe(bytes.length);
  });

  it('declares a smaller window for smaller content', () => {
    const { length } = zstdDecompressSync(renderZstd(Buffer.from('tscratch')));
    expect(length).toBe(8);
  });

  describeWith(needPrograms('zstd'), 'zstd', () => {
    it('reads it with the memory that RFC 8878 requires of every decoder', () => {
      const options = { input: compressed, maxBuffer: 2 * bytes.length };
      const output = execFileSync('zstd', ['--decompress', '--stdout', '--memory=8MB'], options);
      expect(output.equals(bytes)).toBe(true);
    });
  });
});
