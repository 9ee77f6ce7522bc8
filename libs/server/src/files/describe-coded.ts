import { hash } from 'node:crypto';
import type { Coding } from '../http/compression/parse-accept-encoding.ts';
import { reuseFields } from '../http/reused-fields.ts';
import type { Representation } from './describe-file.ts';
import { TAG_LENGTH } from './validators.ts';

/** Fields that say something else of a file once it is compressed. */
const REPLACED = ['ETag', 'Accept-Ranges', 'Content-Length'];

/**
 * Describes a file that the server itself has compressed. Its tag is strong, and made of the bytes: those of another
 * version of the encoder would differ. There are no ranges of it, because it does not stay in memory for long.
 */
export function describeCoded(
  plain: Representation,
  { coding, bytes }: { readonly coding: Coding; readonly bytes: Buffer },
): Representation {
  const etag = `"${hash('sha256', bytes, 'base64url').slice(0, TAG_LENGTH)}"`;
  const without = (fields: readonly string[]): string[] =>
    fields.filter((_, index) => !REPLACED.includes(fields[index - (index % 2)] ?? ''));
  const knownFields = [...without(plain.knownFields), 'ETag', etag];
  const partFields = [...without(plain.partFields), 'ETag', etag, 'Content-Encoding', coding];
  const wholeFields = [...partFields, 'Content-Length', String(bytes.length)];
  reuseFields(knownFields);
  reuseFields(wholeFields);
  return {
    ...plain,
    etag,
    sizeBytes: bytes.length,
    hasRanges: false,
    knownFields,
    partFields,
    wholeFields,
  };
}
