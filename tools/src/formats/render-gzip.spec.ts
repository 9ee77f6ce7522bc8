import { gunzipSync } from 'node:zlib';
import { renderGzip } from './render-gzip.ts';

describe('renderGzip()', () => {
  const bytes = Buffer.from('tscratch '.repeat(10_000));

  it('writes data that zlib decompresses', () => {
    expect(gunzipSync(renderGzip(bytes))).toEqual(bytes);
  });

  it('writes a header without name, time or flags: RFC 1952, section 2.3.1', () => {
    expect(Buffer.from(renderGzip(bytes).subarray(0, 10)).toString('hex')).toBe(
      '1f8b0800000000000203',
    );
  });
});
