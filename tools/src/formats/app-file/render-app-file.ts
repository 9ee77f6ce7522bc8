import { createHash } from 'node:crypto';
import { Fault } from '../../host/faults/fault.ts';
import { MAGIC, OFFSETS } from './parse-app-file.ts';
import { renderScript } from './script.ts';

/** Code that V8 compiled from a source. */
export interface CodeCache {
  readonly bytes: Uint8Array;
  /** SHA-256 of the source; 32 bytes. */
  readonly sourceSha256: Uint8Array;
}

/**
 * Renders an app file; `AppFile` describes its layout.
 *
 * @param codeCache Undefined if none could be taken; the app then starts slower.
 * @throws {Fault} `CODE_CACHE_STALE` if the cache was taken from another source. V8 would not notice:
 *   it compares only the length, and would run the old code.
 */
export function renderAppFile(source: Uint8Array, codeCache: CodeCache | undefined): Buffer {
  const sha256 = createHash('sha256').update(source).digest();
  if (codeCache !== undefined && !sha256.equals(codeCache.sourceSha256))
    throw new Fault('CODE_CACHE_STALE', {
      expected: sha256.toString('hex'),
      found: Buffer.from(codeCache.sourceSha256).toString('hex'),
    });
  const cacheBytes = codeCache?.bytes ?? Buffer.alloc(0);
  const header = Buffer.alloc(OFFSETS.codeCache);
  header.write(MAGIC, 'latin1');
  header.writeUInt32LE(cacheBytes.length, OFFSETS.codeCacheSize);
  header.writeUInt32LE(source.length, OFFSETS.sourceSize);
  sha256.copy(header, OFFSETS.sourceSha256);
  return Buffer.concat([header, cacheBytes, renderScript(source)]);
}
