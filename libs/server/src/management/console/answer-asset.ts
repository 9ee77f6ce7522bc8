import { gunzipSync } from 'node:zlib';
import { parseAcceptEncoding } from '../../http/compression/parse-accept-encoding.ts';
import type { Call, Reply } from '../server/route.ts';
import { problem } from '../server/send-reply.ts';
import { mediaTypeOf } from './media-type.ts';
import { readOwnAsset, type AssetName, type ReadAsset } from './read-asset.ts';

/** What the page may load: its own script, style and data, and nothing inline. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const ABSENT =
  'This program has no console: expected the files of its page in the program; bundle it with @tscratch/tools, or, in the sources of the server, run npx nx run server:console';

/** Answers a request for a file of the page. Each request reads it again. */
export function answerAsset(
  name: AssetName,
  { headers }: Pick<Call, 'headers'>,
  readAsset: ReadAsset = readOwnAsset,
): Reply {
  const packed = readAsset(name);
  if (packed === undefined) return problem(404, ABSENT);
  const tag = tagOf(packed);
  const common = {
    'Cache-Control': 'no-cache',
    'Content-Security-Policy': POLICY,
    'Cross-Origin-Opener-Policy': 'same-origin',
    ETag: tag,
    Vary: 'Accept-Encoding',
  };
  if (hasTag(headers['if-none-match'], tag)) return { status: 304, headers: common };
  const typed = { ...common, 'Content-Type': `${mediaTypeOf(name)}; charset=utf-8` };
  if (!parseAcceptEncoding(headers['accept-encoding']).includes('gzip'))
    return { bytes: gunzipSync(packed), headers: typed };
  return { bytes: packed, headers: { ...typed, 'Content-Encoding': 'gzip' } };
}

/**
 * Returns a validator of the content: its CRC and size, with which a gzip file ends. It is weak, because it is the
 * same for the packed and the plain bytes.
 *
 * @see RFC 1952, section 2.3.1
 */
function tagOf(packed: Uint8Array): string {
  return `W/"${Buffer.from(packed.subarray(-8)).toString('hex')}"`;
}

/** Compares weakly: RFC 9110, section 13.1.2. */
function hasTag(field: string | undefined, tag: string): boolean {
  const tags = (field ?? '').split(',').map((part) => part.trim());
  return tags.some((it) => it === '*' || `W/${it.replace(/^W\//, '')}` === tag);
}
