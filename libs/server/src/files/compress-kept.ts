import { allowsTransform, isCompressible } from '../http/compression/is-compressible.ts';
import type { Coding } from '../http/compression/parse-accept-encoding.ts';
import type { CompressFile } from './compress-file.ts';
import { describeCoded } from './describe-coded.ts';
import type { Representation } from './describe-file.ts';

/** A file in memory, or what it is compressed to. */
interface KeptBytes {
  readonly representation: Representation;
  readonly bytes: Buffer;
}

interface KeptOptions {
  readonly compress: CompressFile | undefined;
  /** Codings that the client prefers to the plain bytes, best first. */
  readonly codings: readonly Coding[];
  readonly state: string;
}

/** Compresses a file that is to be kept, by the best coding; undefined if it has to stay as it is. */
export async function compressKept(
  { representation, bytes }: KeptBytes,
  { compress, codings: [coding], state }: KeptOptions,
): Promise<KeptBytes | undefined> {
  if (compress === undefined || coding === undefined || !mayCompress(representation))
    return undefined;
  const coded = await compress({ bytes, coding, state });
  if (coded === undefined) return undefined;
  return { representation: describeCoded(representation, { coding, bytes: coded }), bytes: coded };
}

function mayCompress({ wholeFields }: Representation): boolean {
  const fieldOf = (name: string): string => wholeFields[wholeFields.indexOf(name) + 1] ?? '';
  return isCompressible(fieldOf('Content-Type')) && allowsTransform(fieldOf('Cache-Control'));
}
